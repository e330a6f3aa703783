#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "core/audio/demo/idioms.h"

namespace tonewright::demo
{
namespace
{

/// The pitch of a class in the part's range nearest to `near`.
int place(int pitchClass, int near, const PartStyle &part)
{
    return nearestPitch(near, {((pitchClass % 12) + 12) % 12}, part.low, part.high, false);
}

/// A root low enough that an octave fits above it.
int rootPitch(const Chord &chord, const PartStyle &part)
{
    return place(chord.root, part.low + 5, part);
}

int diatonicAbove(const Song &song, const ChordSpan &span, int degrees)
{
    const auto scale = scaleOver(song.key, span.chord);
    int steps = 0, interval = 0;
    while (steps < degrees && interval < 12) {
        ++interval;
        if (std::find(scale.begin(), scale.end(), (span.chord.root + interval) % 12) != scale.end())
            ++steps;
    }
    return interval;
}

/// The interval above the root that a pattern's character asks for; 99 for an approach note.
int degreeInterval(char c, const Song &song, const ChordSpan &span)
{
    switch (c) {
    case '2':
        return diatonicAbove(song, span, 1);
    case '3':
        return span.chord.third();
    case '4':
        return diatonicAbove(song, span, 3);
    case '5':
        return span.chord.fifth();
    case '6':
        return 9;
    case '7':
        return span.chord.seventh();
    case '8':
        return 12;
    case 'L':
        return span.chord.fifth() - 12;
    case 'a':
        return 99;
    default:
        return 0;
    }
}

/// A half or whole step from the next chord's root, from the side the line comes from.
int approach(const Song &song, double beat, int from, const PartStyle &part, Rng &rng)
{
    const int target = place(song.nextChord(beat).chord.root, from, part);
    const int side = from < target ? -1 : 1;
    const int step = rng.chance(0.6) ? 1 : 2;
    return std::clamp(target + side * step, part.low, part.high);
}

double accent(int step)
{
    return step == 0 ? 1.06 : step % 4 == 0 ? 1.0 : step % 2 == 0 ? 0.94 : 0.88;
}

}  // namespace

std::vector<Event> playDegrees(const PlayerTask &task, Rng &rng)
{
    const Song &song = task.song;
    const int bar = 4 * song.beatsPerBar();
    const double start = static_cast<double>(task.section.firstBar) * song.beatsPerBar();
    std::vector<Event> events;
    if (task.section.kind == SectionKind::Ending || task.pattern == nullptr) {
        const int pitch = rootPitch(song.chordAt(start).chord, task.part);
        events.push_back({start, double(song.beatsPerBar()), pitch, task.part.velocity * task.section.energy});
        return events;
    }
    const int length = static_cast<int>(std::strlen(task.pattern));
    bool holding = false;
    const ChordSpan *held = nullptr;
    int previous = task.part.low + 7;
    for (int step = 0; step < task.section.bars * bar; ++step) {
        const double beat = start + step / 4.0;
        const ChordSpan &span = song.chordAt(beat);
        char c = task.pattern[step % length];
        if (c == '?')
            c = rng.chance(0.5) ? 'r' : '.';
        if (c == '-' && holding && held != &span)
            c = 'R';
        if (c == '-') {
            if (holding)
                events.back().length += 0.25;
            continue;
        }
        holding = c != '.';
        if (!holding)
            continue;
        held = &span;
        const int interval = degreeInterval(c, song, span);
        int pitch = interval == 99 ? approach(song, beat, previous, task.part, rng)
                                   : rootPitch(span.chord, task.part) + interval;
        while (pitch > task.part.high)
            pitch -= 12;
        while (pitch < task.part.low)
            pitch += 12;
        const double level = (c == 'r' ? 0.78 : 1.0) * accent(step % bar) * task.section.energy;
        events.push_back({beat, 0.25, pitch, task.part.velocity * level});
        previous = pitch;
    }
    return events;
}

std::vector<Event> playWalkingBass(const PlayerTask &task, Rng &rng)
{
    const Song &song = task.song;
    if (task.section.kind == SectionKind::Ending)
        return playDegrees(task, rng);
    const int beats = song.beatsPerBar() * task.section.bars;
    const double start = static_cast<double>(task.section.firstBar) * song.beatsPerBar();
    const PartStyle &part = task.part;
    std::vector<Event> events;
    int pitch = rootPitch(song.chordAt(start).chord, part);
    int direction = rng.chance(0.6) ? 1 : -1;
    for (int i = 0; i < beats; ++i) {
        const double beat = start + i;
        const ChordSpan &span = song.chordAt(beat);
        const bool first = std::abs(span.beat - beat) < 1e-6 || i == 0;
        const bool last = std::abs(span.beat + span.length - 1.0 - beat) < 1e-6;
        if (first) {
            pitch = place(span.chord.root, pitch + direction * 2, part);
            const int next = place(song.nextChord(beat).chord.root, pitch, part);
            direction = next == pitch ? (rng.chance(0.5) ? 1 : -1) : next > pitch ? 1 : -1;
            if (rng.chance(0.25))
                direction = -direction;
        } else if (last && span.length > 1) {
            pitch = approach(song, beat, pitch, part, rng);
        } else {
            const auto classes = rng.chance(0.65) ? span.chord.pitchClasses() : scaleOver(song.key, span.chord);
            int next = pitch;
            for (int tries = 0; tries < 4 && next == pitch; ++tries)
                next = nearestPitch(pitch + direction * static_cast<int>(2 + rng.below(3)), classes, part.low,
                                    part.high, direction > 0);
            pitch = next;
        }
        if (pitch >= part.high - 3)
            direction = -1;
        if (pitch <= part.low + 3)
            direction = 1;
        const double level = accent(4 * (i % song.beatsPerBar())) * task.section.energy;
        events.push_back({beat, 1.0, pitch, part.velocity * level});
        if (rng.chance(0.12))  // a skip: the note again, softly, before the next beat
            events.push_back({beat + 0.5, 0.4, pitch, part.velocity * 0.62});
    }
    return events;
}

}  // namespace tonewright::demo
