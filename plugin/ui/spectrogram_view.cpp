// SPDX-License-Identifier: GPL-3.0-or-later
/// Running spectrograms.
#include "plugin/ui/spectrogram_view.h"

#include "plugin/ui/theme.h"

#include <algorithm>
#include <cmath>

namespace winnow::plugin {

namespace {

const std::array<const char*, 4> names{"In", "Out", "Removed", "Mask"};
constexpr int labelWidth = 62, stripGap = 3; // px
constexpr float floorDb = -80;

void push(std::vector<float>& frame, std::span<const float> samples) {
    std::rotate(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(samples.size()), frame.end());
    std::copy(samples.begin(), samples.end(), frame.end() - static_cast<std::ptrdiff_t>(samples.size()));
}

void readAll(const CaptureRing& ring, std::uint64_t& position, std::vector<float>& block,
             std::vector<float>& pending) {
    for (;;) {
        const auto got = ring.read(position, block);
        if (got.empty()) return;
        pending.insert(pending.end(), got.begin(), got.end());
    }
}

} // namespace

SpectrogramView::SpectrogramView(DisplayFeed& feed) : feed_(feed), block_(4096) {
    setTitle("Spectrograms");
    setDescription(
        "Pictures of the sound that comes in, goes out and is removed, and of the mask. Time runs to "
        "the right, frequency upward to 12 kHz.");
    setInterceptsMouseClicks(false, false);
}

void SpectrogramView::startOver(double sampleRate) {
    sampleRate_ = sampleRate;
    hop_ = std::clamp<std::size_t>(static_cast<std::size_t>(sampleRate / columnsPerSecond), 1, frameSize);
    dryPosition_ = feed_.dry.written();
    cleanPosition_ = feed_.clean.written();
    pendingDry_.clear();
    pendingClean_.clear();
    for (auto* frame : {&dry_, &clean_, &removed_})
        frame->assign(frameSize, 0.0F);
}

void SpectrogramView::advance(double sampleRate) {
    if (sampleRate != sampleRate_) startOver(sampleRate);
    if (!(sampleRate > 0) || images_[In].isNull()) return;
    readAll(feed_.dry, dryPosition_, block_, pendingDry_);
    readAll(feed_.clean, cleanPosition_, block_, pendingClean_);
    if (dryPosition_ != cleanPosition_) { // overtaken in one ring and not in the other
        startOver(sampleRate);
        return;
    }
    DisplayFrame newest;
    if (feed_.latest(newest)) frame_ = std::move(newest);
    const std::size_t there = std::min(pendingDry_.size(), pendingClean_.size());
    std::size_t used = 0;
    for (; used + hop_ <= there; used += hop_) {
        push(dry_, std::span(pendingDry_).subspan(used, hop_));
        push(clean_, std::span(pendingClean_).subspan(used, hop_));
        addColumn();
    }
    const auto end = static_cast<std::ptrdiff_t>(used);
    pendingDry_.erase(pendingDry_.begin(), pendingDry_.begin() + end);
    pendingClean_.erase(pendingClean_.begin(), pendingClean_.begin() + end);
    if (used > 0) repaint();
}

void SpectrogramView::addColumn() {
    for (std::size_t i = 0; i < dry_.size(); ++i)
        removed_[i] = dry_[i] - clean_[i];
    const std::array<const std::vector<float>*, 3> sounds{&dry_, &clean_, &removed_};
    for (int strip = In; strip <= Removed; ++strip) {
        spectrum_.analyse(*sounds[static_cast<std::size_t>(strip)], sampleRate_, rowsHz_, column_);
        drawColumn(static_cast<Strip>(strip), column_);
    }
    std::fill(column_.begin(), column_.end(), floorDb);
    if (frame_.gain.size() > 1) { // 0 .. 1 over the whole scale of colours
        const double binHz = sampleRate_ / (2.0 * static_cast<double>(frame_.gain.size() - 1));
        toRows(frame_.gain, binHz, rowsHz_, column_);
        for (float& value : column_)
            value = floorDb * (1 - value);
    }
    drawColumn(Mask, column_);
    at_ = (at_ + 1) % images_[In].getWidth();
}

void SpectrogramView::drawColumn(Strip strip, const std::vector<float>& decibels) {
    juce::Image& image = images_[static_cast<std::size_t>(strip)];
    juce::Image::BitmapData pixels(image, at_, 0, 1, image.getHeight(), juce::Image::BitmapData::writeOnly);
    for (int y = 0; y < image.getHeight(); ++y)
        pixels.setPixelColour(0, image.getHeight() - 1 - y,
                              theme::heat(decibels[static_cast<std::size_t>(y)]));
}

void SpectrogramView::showAtom(AtomSpectrum atom, juce::Colour colour) {
    atom_ = std::move(atom);
    atomColour_ = colour;
    repaint();
}

juce::Rectangle<int> SpectrogramView::stripArea(int strip) const {
    const int height = (getHeight() - (stripCount - 1) * stripGap) / stripCount;
    return {labelWidth, strip * (height + stripGap), std::max(1, getWidth() - labelWidth),
            std::max(1, height)};
}

void SpectrogramView::resized() {
    const auto area = stripArea(0);
    for (juce::Image& image : images_) {
        image = juce::Image(juce::Image::RGB, area.getWidth(), area.getHeight(), false);
        image.clear(image.getBounds(), theme::heat(floorDb));
    }
    rowsHz_ = melRows(area.getHeight(), highestHz);
    column_.assign(rowsHz_.size(), floorDb);
    at_ = 0;
}

void SpectrogramView::paint(juce::Graphics& g) {
    g.setFont(theme::smallHeight);
    for (int strip = 0; strip < stripCount; ++strip) {
        const auto area = stripArea(strip);
        g.setColour(theme::mutedText);
        g.drawText(names[static_cast<std::size_t>(strip)], 0, area.getY(), labelWidth - 6, area.getHeight(),
                   juce::Justification::centredRight);
        g.drawImageAt(images_[static_cast<std::size_t>(strip)], area.getX(), area.getY());
        g.setColour(theme::text.withAlpha(0.6F));
        g.drawVerticalLine(area.getX() + at_, static_cast<float>(area.getY()),
                           static_cast<float>(area.getBottom()));
    }
    if (!atom_.magnitudes.empty()) paintAtom(g, stripArea(In));
}

/// Frequency upward as in the spectrogram, magnitude to the right, in the first quarter of the strip.
void SpectrogramView::paintAtom(juce::Graphics& g, juce::Rectangle<int> area) const {
    std::vector<float> rows;
    for (const float hz : rowsHz_)
        rows.push_back(magnitudeAt(atom_, static_cast<double>(hz)));
    const float most = *std::max_element(rows.begin(), rows.end());
    if (!(most > 0)) return;
    juce::Path line;
    const float width = 0.25F * static_cast<float>(area.getWidth());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const juce::Point<float> point(static_cast<float>(area.getX()) + 2 + width * rows[i] / most,
                                       static_cast<float>(area.getBottom()) - static_cast<float>(i));
        if (i == 0)
            line.startNewSubPath(point);
        else
            line.lineTo(point);
    }
    g.setColour(atomColour_);
    g.strokePath(line, juce::PathStrokeType(1.5F));
}

} // namespace winnow::plugin
