#include "core/audio/demo/melody.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace tonewright::demo
{
namespace
{

int wrap(int pitch)
{
    return ((pitch % 12) + 12) % 12;
}

/// What the melody may use over a chord.
std::vector<int> melodicScale(const Song &song, const Chord &chord)
{
    const bool minor = song.key.mode == Mode::Minor || song.key.mode == Mode::Dorian || song.key.mode == Mode::Phrygian;
    std::vector<int> steps;
    switch (song.style.melody.scale) {
    case ScaleKind::OfMode:
        return scaleOver(song.key, chord);
    case ScaleKind::Pentatonic:
        steps = minor ? std::vector{0, 3, 5, 7, 10} : std::vector{0, 2, 4, 7, 9};
        break;
    case ScaleKind::Blues:
        steps = minor ? std::vector{0, 3, 5, 6, 7, 10} : std::vector{0, 2, 3, 4, 5, 7, 9, 10};
        break;
    }
    std::vector<int> classes;
    for (const int step : steps)
        classes.push_back(wrap(song.key.tonic + step));
    std::sort(classes.begin(), classes.end());
    return classes;
}

std::vector<int> ladder(const std::vector<int> &classes, int low, int high)
{
    std::vector<int> pitches;
    for (int pitch = low; pitch <= high; ++pitch)
        if (std::find(classes.begin(), classes.end(), wrap(pitch)) != classes.end())
            pitches.push_back(pitch);
    return pitches;
}

/// Moves `steps` rungs of the scale from `pitch`, turning round at the range's ends.
int moveBy(int pitch, int steps, const std::vector<int> &rungs)
{
    if (rungs.empty())
        return pitch;
    auto at = std::lower_bound(rungs.begin(), rungs.end(), pitch) - rungs.begin();
    const auto last = static_cast<std::ptrdiff_t>(rungs.size()) - 1;
    at = std::min(at, last);
    auto target = at + steps;
    if (target < 0)
        target = -target;
    if (target > last)
        target = 2 * last - target;
    return rungs[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(target, 0, last))];
}

std::vector<int> inventContour(std::size_t notes, double leap, Rng &rng)
{
    std::vector<int> contour(notes, 0);
    int direction = rng.chance(0.55) ? 1 : -1;
    int lastLeap = 0;
    for (std::size_t i = 1; i < notes; ++i) {
        if (lastLeap != 0) {  // a leap is answered by a step back
            contour[i] = lastLeap > 0 ? -1 : 1;
            direction = contour[i];
            lastLeap = 0;
            continue;
        }
        if (rng.chance(0.3))
            direction = -direction;
        const double draw = rng.uniform();
        int size = draw < leap          ? static_cast<int>(3 + rng.below(2))
                   : draw < leap + 0.17 ? 2
                   : draw < leap + 0.3  ? 0
                                        : 1;
        contour[i] = direction * size;
        if (size >= 3)
            lastLeap = contour[i];
    }
    return contour;
}

struct Onset {
    int step;
    int length;  ///< steps
};

std::vector<Onset> onsetsOf(const std::string &rhythm, int stepsPerBar)
{
    std::vector<Onset> onsets;
    bool sounding = false;
    for (int step = 0; step < std::min<int>(stepsPerBar, static_cast<int>(rhythm.size())); ++step) {
        const char c = rhythm[static_cast<std::size_t>(step)];
        if (c == 'x') {
            onsets.push_back({step, 1});
            sounding = true;
        } else if (c == '-' && sounding) {
            ++onsets.back().length;
        } else {
            sounding = false;
        }
    }
    return onsets;
}

bool isStrong(const Onset &onset, int beatsPerBar)
{
    const bool accented = onset.step == 0 || (beatsPerBar == 4 && onset.step == 8);
    return accented || onset.length >= 4 || (onset.step % 4 == 0 && onset.length >= 3);
}

double loudness(const Onset &onset, int stepsPerBar, double phrase)
{
    const double metre = onset.step == 0                 ? 1.05
                         : onset.step * 2 == stepsPerBar ? 1.02
                         : onset.step % 4 == 0           ? 0.99
                                                         : 0.92;
    return metre * (0.9 + 0.14 * std::sin(std::numbers::pi * phrase));
}

/// Adds an upper neighbour or a passing turn inside long notes of a tune that was heard before.
void decorate(const Song &song, const PartStyle &part, double probability, Rng &rng, std::vector<Event> &events)
{
    std::vector<Event> result;
    for (const Event &event : events) {
        if (event.length < 1.0 || !rng.chance(probability)) {
            result.push_back(event);
            continue;
        }
        const auto rungs = ladder(melodicScale(song, song.chordAt(event.beat).chord), part.low, part.high);
        Event first = event, neighbour = event, rest = event;
        first.length = 0.5;
        neighbour.beat += 0.5;
        neighbour.length = 0.25;
        neighbour.pitch = moveBy(event.pitch, rng.chance(0.7) ? 1 : -1, rungs);
        neighbour.velocity *= 0.88;
        rest.beat += 0.75;
        rest.length = event.length - 0.75;
        rest.velocity *= 0.94;
        result.insert(result.end(), {first, neighbour});
        if (rest.length > 0.1)
            result.push_back(rest);
    }
    events = std::move(result);
}

/// Lengthens each of `events` by what the next one allows, for lines without rests.
const Event *lastBefore(const std::vector<Event> &melody, double beat)
{
    const Event *found = nullptr;
    for (const Event &event : melody)
        if (event.beat <= beat + 1e-6)
            found = &event;
    return found;
}

}  // namespace

Theme inventTheme(const Song &song, Rng &rng)
{
    const MelodyStyle &style = song.style.melody;
    std::vector<const char *> cells = style.cells;
    Theme theme;
    for (int i = 0; i < 3; ++i) {
        const std::size_t pick = rng.below(cells.size());
        Motif motif;
        motif.rhythm = cells[pick];
        if (cells.size() > 1)
            cells.erase(cells.begin() + static_cast<std::ptrdiff_t>(pick));
        motif.contour = inventContour(32, style.leap, rng);
        theme.motifs.push_back(std::move(motif));
    }
    return theme;
}

std::vector<Event> singSection(const Song &song, const Section &section, const PartStyle &part, const Theme &theme,
                               Rng themeRng, Rng &variationRng)
{
    static constexpr std::array<const char *, 5> kPlans = {"abac", "aabc", "aacc", "abcc", "acbc"};
    const MelodyStyle &style = song.style.melody;
    const int stepsPerBar = 4 * song.beatsPerBar();
    const int phraseBars = section.bars % 3 == 0 && section.bars % 4 != 0 ? 3 : std::min(4, section.bars);
    const double range = part.high - part.low;
    const std::string plan = kPlans[themeRng.below(kPlans.size())];
    const int shift = section.kind == SectionKind::B ? 1 : 0;  // B begins with another motif
    const double lift = section.kind == SectionKind::B ? 0.14 : 0.0;
    const std::string cadence = style.cadences[themeRng.below(style.cadences.size())];

    std::vector<Event> events;
    int pitch = part.low + static_cast<int>(range * (0.38 + lift));
    for (int bar = 0; bar < section.bars; ++bar) {
        const int inPhrase = bar % phraseBars;
        const bool closes = inPhrase == phraseBars - 1;
        const bool finalPhrase = bar + phraseBars >= section.bars;
        const auto motifIndex =
            static_cast<std::size_t>((plan[static_cast<std::size_t>(inPhrase) % 4] - 'a' + shift) % 3);
        const Motif &motif = theme.motifs[motifIndex];
        const auto onsets = onsetsOf(closes ? cadence : motif.rhythm, stepsPerBar);
        const double arch = std::sin(std::numbers::pi * (inPhrase + 0.6) / (phraseBars + 0.2));
        const int target = part.low + static_cast<int>(range * (0.28 + lift + 0.34 * arch));
        for (std::size_t i = 0; i < onsets.size(); ++i) {
            const Onset &onset = onsets[i];
            const double beat = static_cast<double>(section.firstBar + bar) * song.beatsPerBar() + onset.step / 4.0;
            const Chord &chord = song.chordAt(beat).chord;
            const auto rungs = ladder(melodicScale(song, chord), part.low, part.high);
            const int step =
                closes ? (i == 0 ? 0 : (pitch > target ? -1 : 1)) : motif.contour[i % motif.contour.size()];
            const int before = pitch;
            pitch = i == 0 ? (before + 2 * target) / 3 : moveBy(pitch, step, rungs);
            const bool last = closes && i + 1 == onsets.size();
            if (last && finalPhrase)
                pitch = nearestPitch(pitch, {chord.contains(song.key.tonic) ? song.key.tonic : chord.root}, part.low,
                                     part.high, before > pitch);
            else if (i == 0 || last || isStrong(onset, song.beatsPerBar()))
                pitch = nearestPitch(pitch, chord.pitchClasses(), part.low, part.high, step >= 0);
            else if (std::find(rungs.begin(), rungs.end(), pitch) == rungs.end())
                pitch = moveBy(pitch, 0, rungs);
            const double phrase = (inPhrase + double(onset.step) / stepsPerBar) / phraseBars;
            events.push_back({beat, onset.length / 4.0, pitch,
                              part.velocity * loudness(onset, stepsPerBar, phrase) * section.energy});
        }
    }
    if (section.repetition > 0)
        decorate(song, part, style.ornament, variationRng, events);
    return events;
}

std::vector<Event> harmonise(const Song &song, const PartStyle &part, const std::vector<Event> &melody)
{
    std::vector<Event> events;
    for (Event event : melody) {
        const Chord &chord = song.chordAt(event.beat).chord;
        const auto scale = scaleOver(song.key, chord);
        const auto rungs = ladder(scale, 0, 127);
        int pitch = moveBy(event.pitch, -2, rungs);
        if (event.length >= 1.0)
            pitch = nearestPitch(pitch, chord.pitchClasses(), 0, event.pitch - 2, false);
        while (pitch < part.low)
            pitch += 12;
        while (pitch > part.high)
            pitch -= 12;
        event.velocity *= static_cast<double>(part.velocity) / 100.0;
        event.pitch = pitch;
        events.push_back(event);
    }
    return events;
}

std::vector<Event> imitate(const Song &song, const Section &section, const PartStyle &part,
                           const std::vector<Event> &melody)
{
    const double end = static_cast<double>(section.firstBar + section.bars) * song.beatsPerBar();
    std::vector<Event> events;
    for (Event event : melody) {
        event.beat += song.beatsPerBar();
        if (event.beat >= end)
            continue;
        event.length = std::min(event.length, end - event.beat);
        const Chord &chord = song.chordAt(event.beat).chord;
        const bool strong = event.length >= 0.75 || std::fmod(event.beat, song.beatsPerBar()) < 0.1;
        event.pitch = nearestPitch(event.pitch - 12, strong ? chord.pitchClasses() : scaleOver(song.key, chord),
                                   part.low, part.high, false);
        event.velocity *= static_cast<double>(part.velocity) / 100.0;
        events.push_back(event);
    }
    return events;
}

std::vector<Event> counterLine(const Song &song, const Section &section, const PartStyle &part,
                               const std::vector<Event> &melody, Rng &rng)
{
    std::vector<Event> events;
    const int slice = song.beatsPerBar() == 3 ? 3 : 2;
    const int beats = section.bars * song.beatsPerBar();
    int pitch = (part.low + part.high) / 2;
    const Event *before = nullptr;
    for (int i = 0; i < beats; i += slice) {
        const double beat = static_cast<double>(section.firstBar) * song.beatsPerBar() + i;
        const Event *above = lastBefore(melody, beat);
        const int motion = above && before ? before->pitch - above->pitch : 0;
        const int wished = pitch + (motion > 0 ? 3 : motion < 0 ? -3 : rng.chance(0.5) ? 2 : -2);
        const Chord &chord = song.chordAt(beat).chord;
        pitch = nearestPitch(wished, chord.pitchClasses(), part.low, part.high, motion >= 0);
        const double length = slice;
        if (rng.chance(0.4)) {  // a passing note leads on
            const auto rungs = ladder(scaleOver(song.key, chord), part.low, part.high);
            events.push_back({beat, length - 1, pitch, part.velocity * section.energy});
            pitch = moveBy(pitch, motion >= 0 ? 1 : -1, rungs);
            events.push_back({beat + length - 1, 1, pitch, part.velocity * 0.9 * section.energy});
        } else {
            events.push_back({beat, length, pitch, part.velocity * section.energy});
        }
        before = above;
    }
    return events;
}

std::vector<Event> answerGaps(const Song &song, const Section &section, const PartStyle &part,
                              const std::vector<Event> &melody, Rng &rng)
{
    static constexpr std::array<const char *, 4> kAnswers = {"x-x-x-", "x-xxx-", ".xx-x-", "xxxxx-"};
    const double start = static_cast<double>(section.firstBar) * song.beatsPerBar();
    const double end = start + section.bars * song.beatsPerBar();
    const std::string rhythm = kAnswers[rng.below(kAnswers.size())];
    const auto contour = inventContour(8, 0.1, rng);
    std::vector<Event> events;
    double free = start;
    const auto answer = [&](double until) {
        const double from = std::ceil(free * 2.0) / 2.0;
        if (until - from < 1.0 || !rng.chance(0.85))
            return;
        int pitch = (part.low + part.high) / 2 + static_cast<int>(rng.below(5));
        const auto onsets = onsetsOf(rhythm, static_cast<int>(4 * std::min(until - from, 2.0)));
        for (std::size_t i = 0; i < onsets.size(); ++i) {
            const double beat = from + onsets[i].step / 4.0;
            const Chord &chord = song.chordAt(beat).chord;
            const auto rungs = ladder(melodicScale(song, chord), part.low, part.high);
            pitch = moveBy(pitch, contour[i], rungs);
            if (i == 0 || i + 1 == onsets.size())
                pitch = nearestPitch(pitch, chord.pitchClasses(), part.low, part.high, true);
            events.push_back({beat, onsets[i].length / 4.0, pitch, part.velocity * (0.88 + 0.04 * double(i))});
        }
    };
    for (const Event &event : melody) {
        answer(event.beat);
        free = std::max(free, event.beat + event.length);
    }
    answer(end);
    return events;
}

}  // namespace tonewright::demo
