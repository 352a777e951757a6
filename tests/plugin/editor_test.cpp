// SPDX-License-Identifier: GPL-3.0-or-later
/// The window without a display: its picture, its layout, and what keyboards and screen readers need.
#include "plugin/ui/editor.h"
#include "separation/offline_denoiser.h"
#include "tests/plugin/run_processor.h"
#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/synthetic_model.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_signals.h"

#include <juce_gui_basics/juce_gui_basics.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace winnow;
using namespace winnow::test;

namespace {

void forEach(juce::Component& component, const std::function<void(juce::Component&)>& visit) {
    for (auto* child : component.getChildren()) {
        visit(*child);
        forEach(*child, visit);
    }
}

/// The window's picture; kept as PNG where WINNOW_TEST_PICTURES names a folder.
juce::Image picture(plugin::Editor& editor, const juce::String& name) {
    const juce::Image image = editor.createComponentSnapshot(editor.getLocalBounds());
    if (const char* folder = std::getenv("WINNOW_TEST_PICTURES")) {
        const juce::File file = juce::File(folder).getChildFile(name + ".png");
        file.deleteFile();
        juce::FileOutputStream stream(file);
        juce::PNGImageFormat().writeImageToStream(image, stream);
    }
    return image;
}

int coloursIn(const juce::Image& image, juce::Rectangle<int> area) {
    std::set<juce::uint32> colours;
    area = area.getIntersection(image.getBounds());
    for (int y = area.getY(); y < area.getBottom(); ++y)
        for (int x = area.getX(); x < area.getRight(); ++x)
            colours.insert(image.getPixelAt(x, y).getARGB());
    return static_cast<int>(colours.size());
}

std::unique_ptr<plugin::Editor> editorOf(plugin::Processor& processor) {
    return std::unique_ptr<plugin::Editor>(static_cast<plugin::Editor*>(processor.createEditor()));
}

/// Sound in small pieces with the window looking at it, as it is in life.
void playAndLook(plugin::Processor& processor, plugin::Editor& editor, double seconds) {
    const auto sound = noisySpeech(static_cast<int>(seconds * 48000), 48000);
    for (std::size_t at = 0; at + 1600 <= sound.size(); at += 1600) {
        const std::vector<float> piece(sound.begin() + static_cast<std::ptrdiff_t>(at),
                                       sound.begin() + static_cast<std::ptrdiff_t>(at) + 1600);
        play(processor, {48000, 1}, {piece});
        editor.refresh();
    }
}

template <class Kind> Kind& find(juce::Component& root, const juce::String& title) {
    Kind* found = nullptr;
    forEach(root, [&](juce::Component& component) {
        if (auto* kind = dynamic_cast<Kind*>(&component); kind != nullptr && component.getTitle() == title)
            found = kind;
    });
    INFO(title);
    REQUIRE(found != nullptr);
    return *found;
}

} // namespace

TEST_CASE("The window draws itself in every size, with sound and without, with a model and without") {
    for (const auto& [width, height] : std::vector<std::pair<int, int>>{
             {plugin::Editor::smallestWidth, plugin::Editor::smallestHeight}, {980, 640}, {1600, 1000}}) {
        const auto processor = makeFactoryProcessor();
        prepare(*processor, {48000, 1});
        const auto editor = editorOf(*processor);
        editor->setSize(width, height);
        const juce::String size = juce::String(width) + "x" + juce::String(height);
        CHECK(coloursIn(picture(*editor, "silent-" + size), editor->getLocalBounds()) > 50);
        playAndLook(*processor, *editor, 4);
        const juce::Image playing = picture(*editor, "playing-" + size);
        const auto area = find<plugin::SpectrogramView>(*editor, "Spectrograms").getBounds();
        CHECK(coloursIn(playing, area) > 300);
        CHECK(processor->windowSize() == juce::Point<int>(width, height));
    }
    const auto processor = makeProcessor(nullptr);
    plugin::ModelSetup missing;
    missing.problem = "the model file street.winnow is missing";
    processor->session().restore(missing);
    prepare(*processor, {48000, 1});
    const auto editor = editorOf(*processor);
    playAndLook(*processor, *editor, 1);
    picture(*editor, "no-model");
    CHECK(editor->getWidth() == plugin::Editor::usualWidth);
    CHECK(editor->getHeight() == plugin::Editor::usualHeight);
    CHECK(find<juce::Label>(*editor, "Status").getText().contains("street.winnow"));
}

TEST_CASE("Nothing in the window lies outside of what holds it, or over its neighbour") {
    for (const auto& [width, height] : std::vector<std::pair<int, int>>{
             {plugin::Editor::smallestWidth, plugin::Editor::smallestHeight}, {980, 640}, {1600, 1000}}) {
        const auto processor = makeFactoryProcessor();
        const auto editor = editorOf(*processor);
        editor->setSize(width, height);
        forEach(*editor, [&](juce::Component& component) {
            if (!component.isVisible() || dynamic_cast<juce::ResizableCornerComponent*>(&component) ||
                dynamic_cast<juce::TooltipWindow*>(&component))
                return;
            INFO(component.getTitle() << " " << component.getBounds().toString() << " in "
                                      << component.getParentComponent()->getBounds().toString());
            CHECK(component.getParentComponent()->getLocalBounds().contains(component.getBounds()));
            CHECK_FALSE(component.getBounds().isEmpty());
        });
        const auto children = editor->getChildren();
        for (auto* a : children)
            for (auto* b : children)
                if (a < b && !dynamic_cast<juce::ResizableCornerComponent*>(a) &&
                    !dynamic_cast<juce::ResizableCornerComponent*>(b))
                    CHECK_FALSE(a->getBounds().intersects(b->getBounds()));
    }
}

TEST_CASE("Every control has a name, a tooltip, and a place in the keyboard's round") {
    const auto processor = makeFactoryProcessor();
    const auto editor = editorOf(*processor);
    int controls = 0;
    forEach(*editor, [&](juce::Component& component) {
        const bool isControl = dynamic_cast<juce::Slider*>(&component) ||
                               dynamic_cast<juce::Button*>(&component) ||
                               dynamic_cast<juce::ComboBox*>(&component);
        // Parts of sliders and boxes belong to them.
        if (!isControl || !component.isVisible() ||
            dynamic_cast<juce::Slider*>(component.getParentComponent()))
            return;
        ++controls;
        INFO(component.getTitle() << " / " << component.getName());
        CHECK(component.getTitle().isNotEmpty());
        auto* const client = dynamic_cast<juce::TooltipClient*>(&component);
        REQUIRE(client != nullptr);
        CHECK(client->getTooltip().isNotEmpty());
        if (component.isEnabled()) CHECK(component.getWantsKeyboardFocus());
        CHECK(component.isAccessible());
    });
    CHECK(controls >= 17);
}

TEST_CASE("Sliders have a unit, a keyboard step, and their default on a double click") {
    const auto processor = makeFactoryProcessor();
    const auto editor = editorOf(*processor);
    int sliders = 0;
    forEach(*editor, [&](juce::Component& component) {
        auto* const slider = dynamic_cast<juce::Slider*>(&component);
        if (slider == nullptr) return;
        ++sliders;
        INFO(slider->getTitle());
        CHECK(slider->getTextValueSuffix().trim().isNotEmpty());
        CHECK(slider->isDoubleClickReturnEnabled());
        CHECK(slider->getInterval() > 0);
        const double before = slider->getValue();
        const bool isAtTop = before + slider->getInterval() > slider->getMaximum();
        slider->keyPressed(juce::KeyPress(isAtTop ? juce::KeyPress::downKey : juce::KeyPress::upKey));
        CHECK(slider->getValue() != before);
    });
    CHECK(sliders >= 5);
}

TEST_CASE("Amount comes first, and what the window shows is what the parameters are") {
    const auto processor = makeFactoryProcessor();
    const auto editor = editorOf(*processor);
    juce::Slider* first = nullptr;
    forEach(*editor, [&](juce::Component& component) {
        if (auto* slider = dynamic_cast<juce::Slider*>(&component); slider != nullptr && first == nullptr)
            first = slider;
    });
    REQUIRE(first != nullptr);
    CHECK(first->getTitle() == "Amount");
    CHECK(first->getValue() == 30.0);
    first->setValue(12, juce::sendNotificationSync);
    CHECK(processor->parameters().amount->get() == 12.0F);
    find<juce::ToggleButton>(*editor, "Bypass").setToggleState(true, juce::sendNotificationSync);
    CHECK(processor->parameters().bypass->get());
}

TEST_CASE("An atom that is chosen is named, and heard in the output") {
    const auto processor = makeProcessor(syntheticModel());
    prepare(*processor, {48000, 1});
    const auto editor = editorOf(*processor);
    auto& atoms = find<plugin::ActivationView>(*editor, "Activations");
    CHECK(atoms.keyPressed(juce::KeyPress(juce::KeyPress::rightKey)));
    CHECK(atoms.nameOf(atoms.selected()) == "speech 1");
    const std::vector<float> silence(24000, 0.0F);
    const auto heard = play(*processor, {48000, 1}, {silence}).main[0];
    CHECK(rms(heard) > 0.01);
    for (int i = 0; i < 30; ++i)
        atoms.keyPressed(juce::KeyPress(juce::KeyPress::rightKey));
    CHECK(atoms.nameOf(atoms.selected()) == "noise 7");
    playAndLook(*processor, *editor, 1);
    picture(*editor, "atom");
    play(*processor, {48000, 1}, {silence});
    play(*processor, {48000, 1}, {silence});
    CHECK(rms(play(*processor, {48000, 1}, {silence}).main[0]) < 1e-6);
}

TEST_CASE(
    "The standalone's files are listened to through the engine, and exported as the command line does") {
    const TempDir folder;
    const auto sound = noisySpeech(32000, 16000);
    writeWav(folder / "in/a.wav", sound, 16000);
    writeWav(folder / "in/b.wav", sound, 16000);
    writeFile(folder / "in/notes.txt", "no sound");
    const auto model = syntheticModel();
    const auto processor = makeProcessor(model);
    set(*processor, "amount", 20);
    prepare(*processor, {16000, 1});
    plugin::Editor editor(*processor, true);
    editor.setSize(980, 640);
    auto& files = find<plugin::FilePanel>(editor, "File panel");
    editor.openFiles({(folder / "in/a.wav").string(), (folder / "in/b.wav").string(),
                      (folder / "in/notes.txt").string(), "--unknown"});

    find<juce::TextButton>(files, "Listen").onClick();
    for (int i = 0; i < 2000 && !processor->input().isPlaying(); ++i) {
        files.refresh();
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    separation::StreamSpec spec;
    spec.sampleRate = 16000;
    separation::DenoiserControls controls;
    controls.amountDb = 20;
    const auto heard = play(*processor, {16000, 1}, {std::vector<float>(16000, 0.0F)}).main[0];
    const auto expected = test::run(spec, model, {sound}, controls).clean[0];
    CHECK(std::equal(heard.begin(), heard.end(), expected.begin()));
    picture(editor, "files");
    find<juce::TextButton>(files, "Listen").onClick();
    CHECK_FALSE(processor->input().isPlaying());

    files.exportTo(folder / "out");
    for (int i = 0; i < 5000 && files.isBusy(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    files.refresh();
    CHECK(files.words() == "2 files exported");
    separation::OfflineOptions options;
    options.controls = controls;
    CHECK(dsp::readAudio(folder / "out/b.wav").samples == separation::denoise(model, 16000, sound, options));
}

TEST_CASE("The pictures cost the audio side nothing once the window is closed") {
    const auto processor = makeProcessor(syntheticModel());
    auto editor = editorOf(*processor);
    CHECK(processor->display().isActive());
    editor.reset();
    CHECK_FALSE(processor->display().isActive());
}
