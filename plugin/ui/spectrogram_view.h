// SPDX-License-Identifier: GPL-3.0-or-later
/// Running spectrograms: what comes in, what goes out, what is removed, the mask.
#pragma once

#include "plugin/engine/atom_sound.h"
#include "plugin/engine/display_feed.h"
#include "plugin/ui/spectrum_column.h"

#include <juce_gui_basics/juce_gui_basics.h>

#include <array>
#include <vector>

namespace winnow::plugin {

/// Time runs from left to right and wraps; the newest column is marked.
class SpectrogramView final : public juce::Component {
public:
    explicit SpectrogramView(DisplayFeed& feed);

    /// Draws the columns that have become due since the last call. @param sampleRate  Hz; 0: nothing runs
    /// [main]
    void advance(double sampleRate);
    /// An atom's spectrum, drawn over the input; without magnitudes: none.
    void showAtom(AtomSpectrum atom, juce::Colour colour);

    void resized() override;
    void paint(juce::Graphics& g) override;

private:
    enum Strip { In, Out, Removed, Mask, stripCount };
    static constexpr int frameSize = 1024;
    static constexpr double columnsPerSecond = 60, highestHz = 12000;

    juce::Rectangle<int> stripArea(int strip) const;
    void startOver(double sampleRate);
    void addColumn();
    void drawColumn(Strip strip, const std::vector<float>& decibels);
    void paintAtom(juce::Graphics& g, juce::Rectangle<int> area) const;

    DisplayFeed& feed_;
    SpectrumColumn spectrum_{frameSize};
    double sampleRate_ = 0;
    std::size_t hop_ = 1;
    std::uint64_t dryPosition_ = 0, cleanPosition_ = 0;
    std::vector<float> dry_, clean_, removed_, block_; // the last frame of each, and samples not yet used
    std::vector<float> pendingDry_, pendingClean_;
    std::vector<float> rowsHz_, column_;
    DisplayFrame frame_;
    std::array<juce::Image, stripCount> images_;
    int at_ = 0; // column to draw next
    AtomSpectrum atom_;
    juce::Colour atomColour_;
};

} // namespace winnow::plugin
