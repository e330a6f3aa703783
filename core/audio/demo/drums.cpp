#include <algorithm>
#include <cstring>

#include "core/audio/demo/idioms.h"

namespace tonewright::demo
{
namespace
{

constexpr int kCrash = 49;
constexpr int kKick = 36;

double loudness(char step, Rng &rng)
{
    switch (step) {
    case 'X':
        return 1.12;
    case 'x':
        return 0.95;
    case 'o':
        return 0.76;
    case 'g':
        return 0.48;
    case '?':
        return rng.chance(0.5) ? 0.62 : 0.0;
    default:
        return 0.0;
    }
}

void playBar(const PlayerTask &task, const Groove &groove, int bar, int fromStep, int toStep,
             std::vector<Event> &events, Rng &rng)
{
    const int steps = 4 * task.song.beatsPerBar();
    for (const DrumLane &lane : groove) {
        const int length = static_cast<int>(std::strlen(lane.steps));
        if (length == 0)
            continue;
        const int offset = (bar * steps) % length;
        for (int step = fromStep; step < toStep; ++step) {
            const double level = loudness(lane.steps[(offset + step) % length], rng);
            if (level <= 0)
                continue;
            const double beat = static_cast<double>(task.section.firstBar + bar) * task.song.beatsPerBar() + step / 4.0;
            events.push_back({beat, 0.25, lane.key, task.part.velocity * level * task.section.energy, 0, false});
        }
    }
}

}  // namespace

std::vector<Event> playDrums(const PlayerTask &task, const Groove &groove, const Groove *fill, Rng &rng)
{
    std::vector<Event> events;
    const int steps = 4 * task.song.beatsPerBar();
    const double start = static_cast<double>(task.section.firstBar) * task.song.beatsPerBar();
    if (task.section.kind == SectionKind::Ending) {
        const bool soft = fill == nullptr;
        events.push_back({start, 1, soft ? 51 : kCrash, task.part.velocity * (soft ? 0.8 : 1.05), 0, false});
        events.push_back({start, 1, kKick, task.part.velocity * (soft ? 0.7 : 1.0), 0, false});
        return events;
    }
    const bool crash = fill != nullptr && task.section.kind != SectionKind::Intro &&
                       (task.section.kind == SectionKind::B || task.section.repetition > 0 || rng.chance(0.5));
    if (crash)
        events.push_back({start, 1, kCrash, task.part.velocity * 0.98, 0, false});
    for (int bar = 0; bar < task.section.bars; ++bar) {
        const bool last = bar + 1 == task.section.bars;
        int fillFrom = steps;
        if (fill != nullptr && last)
            fillFrom = rng.chance(0.35) ? 0 : steps / 2;
        else if (fill != nullptr && bar % 4 == 3 && rng.chance(0.6))
            fillFrom = steps - 4;
        playBar(task, groove, bar, 0, fillFrom, events, rng);
        if (fillFrom < steps)
            playBar(task, *fill, bar, fillFrom, steps, events, rng);
    }
    return events;
}

}  // namespace tonewright::demo
