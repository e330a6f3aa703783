#include "core/audio/demo/synth_renderer.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fluidsynth.h>
#include <memory>
#include <mutex>
#include <tuple>

namespace tonewright::demo
{
namespace
{

constexpr int kVolumeController = 7;
constexpr int kPanController = 10;
constexpr int kReverbController = 91;
constexpr int kDrumBank = 128;

struct SettingsDeleter {
    void operator()(fluid_settings_t *settings) const { delete_fluid_settings(settings); }
};
struct SynthDeleter {
    void operator()(fluid_synth_t *synth) const { delete_fluid_synth(synth); }
};
using Settings = std::unique_ptr<fluid_settings_t, SettingsDeleter>;
using Synth = std::unique_ptr<fluid_synth_t, SynthDeleter>;

/// FluidSynth writes to the terminal by default; what matters comes back as an Error. Its first synthesiser fills
/// tables that all share, and a second one made meanwhile would begin with half of them: so one is made here first.
void prepareFluidSynth()
{
    static std::once_flag once;
    std::call_once(once, [] {
        for (const int level : {FLUID_PANIC, FLUID_ERR, FLUID_WARN, FLUID_INFO, FLUID_DBG})
            fluid_set_log_function(level, nullptr, nullptr);
        const Settings settings(new_fluid_settings());
        const Synth first(new_fluid_synth(settings.get()));
    });
}

Settings makeSettings(const Score &score)
{
    Settings settings(new_fluid_settings());
    const auto number = [&](const char *name, double value) { fluid_settings_setnum(settings.get(), name, value); };
    const auto integer = [&](const char *name, int value) { fluid_settings_setint(settings.get(), name, value); };
    number("synth.sample-rate", score.sampleRate);
    number("synth.gain", 0.4);
    integer("synth.cpu-cores", 1);
    integer("synth.polyphony", 256);
    integer("synth.threadsafe-api", 0);
    integer("synth.lock-memory", 0);
    integer("synth.chorus.active", 0);
    integer("synth.reverb.active", 1);
    number("synth.reverb.room-size", score.room);
    number("synth.reverb.damp", 0.25);
    number("synth.reverb.width", 0.8);
    number("synth.reverb.level", 0.6);
    return settings;
}

void setUpChannel(fluid_synth_t *synth, int soundfont, const Part &part)
{
    fluid_synth_program_select(synth, part.channel, soundfont, part.drums ? kDrumBank : 0, part.program);
    fluid_synth_cc(synth, part.channel, kVolumeController, part.volume);
    fluid_synth_cc(synth, part.channel, kPanController, part.pan);
    fluid_synth_cc(synth, part.channel, kReverbController, part.reverb);
}

struct SynthEvent {
    long block;
    bool on;
    int channel, pitch, velocity;
};

/// Note-offs come before note-ons of the same block, so that a repeated pitch sounds again.
std::vector<SynthEvent> schedule(const Score &score)
{
    const auto block = [&](double seconds) { return std::lround(seconds * score.sampleRate / kSynthBlockFrames); };
    std::vector<SynthEvent> events;
    for (const Note &note : score.notes) {
        const int channel = score.parts[static_cast<std::size_t>(note.part)].channel;
        const long start = block(note.onsetSeconds);
        const long end = std::max(start + 1, block(note.onsetSeconds + note.durationSeconds));
        events.push_back({start, true, channel, note.pitch, note.velocity});
        events.push_back({end, false, channel, note.pitch, 0});
    }
    std::stable_sort(events.begin(), events.end(), [](const SynthEvent &a, const SynthEvent &b) {
        return std::tie(a.block, a.on, a.channel, a.pitch) < std::tie(b.block, b.on, b.channel, b.pitch);
    });
    return events;
}

}  // namespace

Result<std::filesystem::path> findSoundfont()
{
    std::error_code ignored;
    if (const char *given = std::getenv("TONEWRIGHT_SOUNDFONT"); given != nullptr && *given != '\0') {
        if (std::filesystem::is_regular_file(given, ignored))
            return std::filesystem::path(given);
        return fail(ErrorCode::Unsupported,
                    "the soundfont that TONEWRIGHT_SOUNDFONT names isn't there. Correct the variable, or unset it and "
                    "install the package timgm6mb-soundfont",
                    given);
    }
    for (const char *candidate :
         {"/usr/share/sounds/sf2/TimGM6mb.sf2", "/usr/share/soundfonts/TimGM6mb.sf2",
          "/usr/local/share/sounds/sf2/TimGM6mb.sf2", "/usr/local/share/soundfonts/TimGM6mb.sf2"}) {
        if (std::filesystem::is_regular_file(candidate, ignored))
            return std::filesystem::path(candidate);
    }
    return fail(ErrorCode::Unsupported,
                "the demo music needs the soundfont TimGM6mb. Install the package timgm6mb-soundfont, or set "
                "TONEWRIGHT_SOUNDFONT to the file",
                "TimGM6mb.sf2");
}

Result<AudioBuffer> synthesise(const Score &score, const std::filesystem::path &soundfont, const std::stop_token &stop)
{
    prepareFluidSynth();
    const Settings settings = makeSettings(score);
    const Synth synth(new_fluid_synth(settings.get()));
    const bool readable = fluid_is_soundfont(soundfont.c_str()) != 0;
    const int font = synth && readable ? fluid_synth_sfload(synth.get(), soundfont.c_str(), 1) : FLUID_FAILED;
    if (font == FLUID_FAILED)
        return fail(ErrorCode::Unsupported,
                    "FluidSynth can't use this soundfont. Reinstall the package timgm6mb-soundfont",
                    soundfont.string());
    for (const Part &part : score.parts)
        setUpChannel(synth.get(), font, part);

    const auto frames = static_cast<std::size_t>(std::llround(score.seconds * score.sampleRate));
    const std::size_t blocks = (frames + kSynthBlockFrames - 1) / kSynthBlockFrames;
    AudioBuffer audio{score.sampleRate, {2, std::vector<float>(blocks * kSynthBlockFrames)}};
    const std::vector<SynthEvent> events = schedule(score);
    std::size_t next = 0;
    std::size_t block = 0;
    while (block < blocks) {
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "rendering the demo music was stopped");
        for (; next < events.size() && static_cast<std::size_t>(events[next].block) <= block; ++next) {
            const SynthEvent &event = events[next];
            if (event.on)
                fluid_synth_noteon(synth.get(), event.channel, event.pitch, event.velocity);
            else
                fluid_synth_noteoff(synth.get(), event.channel, event.pitch);
        }
        const std::size_t until = next < events.size() ? static_cast<std::size_t>(events[next].block) : blocks;
        const std::size_t count = std::min({until, block + 64, blocks}) - block;
        const int offset = static_cast<int>(block) * kSynthBlockFrames;
        fluid_synth_write_float(synth.get(), static_cast<int>(count) * kSynthBlockFrames, audio.channels[0].data(),
                                offset, 1, audio.channels[1].data(), offset, 1);
        block += count;
    }
    for (auto &channel : audio.channels)
        channel.resize(frames);
    return audio;
}

}  // namespace tonewright::demo
