#include <algorithm>
#include <cstring>

#include "core/audio/demo/idioms.h"

namespace tonewright::demo
{
namespace
{

/// Root, fifth, octave in the part's range.
std::vector<int> powerChord(const Chord &chord, const PartStyle &part)
{
    const int root = nearestPitch(part.low + 5, {chord.root}, part.low, part.low + 11, false);
    return {root, root + chord.fifth(), root + 12};
}

struct Stroke {
    std::vector<int> pitches;
    double level = 1;
    double length = 0.25;  ///< beats before holds are added
};

/// What a pattern's character plays of a voicing; empty for a rest.
Stroke strokeOf(char c, const std::vector<int> &voicing)
{
    const auto upper = [&] {
        const auto skip = static_cast<std::ptrdiff_t>(std::min<std::size_t>(voicing.size() / 2, 2));
        return std::vector<int>(voicing.begin() + skip, voicing.end());
    };
    switch (c) {
    case 'X':
        return {voicing, 1.1};
    case 'x':
        return {voicing, 0.96};
    case 'o':
        return {voicing, 0.8};
    case 's':
        return {voicing, 1.0, 0.14};
    case 'm':
        return {voicing, 0.72, 0.1};
    case 'u':
        return {upper(), 0.78};
    case 'b':
        return {{voicing.front()}, 1.0};
    default:
        break;
    }
    if (c >= '1' && c <= '8') {
        const auto voice = static_cast<std::size_t>(c - '1');
        const auto size = voicing.size();
        return {{voicing[voice % size] + 12 * static_cast<int>(voice / size)}, voice == 0 ? 0.98 : 0.86};
    }
    return {};
}

void strike(const PlayerTask &task, double beat, const Stroke &stroke, Rng &rng, std::vector<Event> &events)
{
    const PartStyle &part = task.part;
    double delay = 0;
    const bool up = rng.chance(0.3);
    for (std::size_t i = 0; i < stroke.pitches.size(); ++i) {
        const std::size_t voice = up ? stroke.pitches.size() - 1 - i : i;
        const double top = stroke.pitches.size() > 1 && voice + 1 == stroke.pitches.size() ? 1.05 : 1.0;
        events.push_back({beat, stroke.length, stroke.pitches[voice],
                          part.velocity * stroke.level * top * task.section.energy, delay});
        delay += part.strumMs / 1000.0;
    }
}

}  // namespace

std::vector<Event> playChords(const PlayerTask &task, std::vector<int> &voicing, Rng &rng)
{
    const Song &song = task.song;
    const PartStyle &part = task.part;
    const double start = static_cast<double>(task.section.firstBar) * song.beatsPerBar();
    const auto voiced = [&](const Chord &chord) {
        if (part.idiom == Idiom::Power)
            return powerChord(chord, part);
        voicing = voiceChord(chord, voicing, part.low, part.high, part.voices);
        return voicing;
    };
    std::vector<Event> events;
    if (task.section.kind == SectionKind::Ending || task.pattern == nullptr) {
        strike(task, start, {voiced(song.chordAt(start).chord), 1.0, double(song.beatsPerBar())}, rng, events);
        return events;
    }
    const int length = static_cast<int>(std::strlen(task.pattern));
    const int steps = task.section.bars * 4 * song.beatsPerBar();
    const ChordSpan *span = nullptr;
    std::vector<int> hand;
    std::size_t sounding = 0;  // how many of the last events the hold lengthens
    for (int step = 0; step < steps; ++step) {
        const double beat = start + step / 4.0;
        char c = task.pattern[step % length];
        if (c == '?')
            c = rng.chance(0.5) ? 'o' : '.';
        const ChordSpan *now = &song.chordAt(beat);
        if (now != span) {
            hand = voiced(now->chord);
            if (hand.empty())
                return events;
            if (c == '-' && sounding > 1)
                c = 'o';
            span = now;
        }
        if (c == '-') {
            for (std::size_t i = 0; i < sounding; ++i)
                events[events.size() - 1 - i].length += 0.25;
            continue;
        }
        const Stroke stroke = strokeOf(c, hand);
        sounding = stroke.length < 0.25 ? 0 : stroke.pitches.size();
        if (!stroke.pitches.empty())
            strike(task, beat, stroke, rng, events);
    }
    return events;
}

}  // namespace tonewright::demo
