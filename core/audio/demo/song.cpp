#include "core/audio/demo/song.h"

#include <algorithm>
#include <cmath>

namespace tonewright::demo
{
namespace
{

constexpr double kShortestTailSeconds = 1.4;  ///< the last chord's, from its second beat on
constexpr double kLongestTailSeconds = 3.0;
constexpr double kLeadSeconds = 0.1;

/// Kinds of the sections after the intro, for `units` sections of equal length.
std::vector<SectionKind> formOf(int units)
{
    using enum SectionKind;
    switch (units) {
    case 0:
    case 1:
        return {A};
    case 2:
        return {A, B};
    case 3:
        return {A, B, A};
    case 4:
        return {A, A, B, A};
    case 5:
        return {A, A, B, B, A};
    case 6:
        return {A, A, B, A, B, A};
    default:
        break;
    }
    std::vector<SectionKind> form = {A, A, B, A};
    while (static_cast<int>(form.size()) < units)
        form.push_back(form.size() % 4 == 2 ? B : A);
    return form;
}

double energyOf(SectionKind kind, int repetition)
{
    switch (kind) {
    case SectionKind::Intro:
        return 0.84;
    case SectionKind::A:
        return 0.93 + 0.03 * std::min(repetition, 2);
    case SectionKind::B:
        return 1.03;
    case SectionKind::Break:
        return 0.88;
    case SectionKind::Ending:
        return 1.0;
    }
    return 1;
}

std::vector<Section> layOutForm(const Style &style, int bars)
{
    const int intro = std::clamp(style.introBars, 0, std::max(0, bars - 2));
    const int body = bars - 1 - intro;
    const int unit = std::min(style.unitBars, std::max(1, body));
    const int units = body / unit;
    const int rest = body - units * unit;
    std::vector<SectionKind> form = formOf(units);

    std::vector<Section> sections;
    int bar = 0;
    int counts[5] = {};
    const auto add = [&](SectionKind kind, int length) {
        if (length <= 0)
            return;
        const int repetition = counts[static_cast<int>(kind)]++;
        sections.push_back({kind, bar, length, energyOf(kind, repetition), repetition});
        bar += length;
    };
    add(SectionKind::Intro, intro);
    for (std::size_t i = 0; i < form.size(); ++i) {
        if (i + 1 == form.size() && form.size() > 1)
            add(SectionKind::Break, rest);
        add(form[i], unit);
    }
    if (form.size() <= 1)
        add(SectionKind::B, rest);
    add(SectionKind::Ending, bars - bar);
    return sections;
}

struct Length {
    int bars;
    double tempo;
};

/// Bars and tempo that fill the time within the style's tempo range, preferring forms without a rest.
Length chooseLength(const Style &style, double seconds, Rng &rng)
{
    const double wished = rng.uniform(style.tempoLow, style.tempoHigh);
    const double tail = rng.uniform(kShortestTailSeconds, kLongestTailSeconds);
    const double playable = std::max(1.0, seconds - kLeadSeconds - tail);
    const double ritardandoBeats = style.ritardando > 0 ? 0.5 * style.ritardando * style.beatsPerBar : 0.0;
    Length best{2, wished};
    double bestCost = 1e9;
    for (int bars = 2; bars < 200; ++bars) {
        // The ending bar's first beat is played within the time, its rest is the tail.
        const double beats = (bars - 1) * style.beatsPerBar + 1 + ritardandoBeats;
        const double tempo = beats * 60.0 / playable;
        const bool fits = tempo >= style.tempoLow && tempo <= style.tempoHigh;
        const int rest = (bars - 1 - style.introBars) % style.unitBars;
        const double cost = std::abs(tempo - wished) / wished + (fits ? 0 : 10) +
                            (rest == 0   ? 0
                             : rest <= 2 ? 0.1
                                         : 0.2);
        if (cost < bestCost && (fits || tempo < style.tempoLow)) {
            bestCost = cost;
            best = {bars, fits ? tempo : wished};
        }
    }
    // A piece too short for its tempo: as many bars as the wished tempo plays in the time.
    if (best.tempo * playable / 60.0 < (best.bars - 1) * style.beatsPerBar)
        best.bars = std::max(1, static_cast<int>(best.tempo * playable / 60.0 - 1) / style.beatsPerBar + 1);
    best.tempo = std::floor(best.tempo * 100.0) / 100.0;
    best.tempo = std::clamp(best.tempo, style.tempoLow, style.tempoHigh);
    return best;
}

/// One of the progressions that are written for the mode's family; where there is none, one of the others, translated.
std::string chooseProgression(const std::vector<const char *> &progressions, Mode mode, Rng &rng)
{
    const bool minor = mode != Mode::Major && mode != Mode::Mixolydian;
    std::vector<const char *> fitting;
    for (const char *progression : progressions)
        if (hasMinorTonic(progression) == minor)
            fitting.push_back(progression);
    const auto &choice = fitting.empty() ? progressions : fitting;
    return inMode(choice[rng.below(choice.size())], mode);
}

void layOutHarmony(Song &song, Rng &rng)
{
    const auto &style = song.style;
    const std::string a = chooseProgression(style.progressionA, song.key.mode, rng);
    const std::string b = chooseProgression(style.progressionB, song.key.mode, rng);
    const std::string ending = inMode(style.cadence, song.key.mode);
    const auto append = [&](const std::string &progression, int firstBar, int bars) {
        const auto spans = layOutProgression(progression, song.key, firstBar, bars, style.beatsPerBar);
        song.chords.insert(song.chords.end(), spans.begin(), spans.end());
    };
    for (const Section &section : song.sections) {
        const bool usesB = section.kind == SectionKind::B;
        if (section.kind != SectionKind::Ending) {
            append(usesB ? b : a, section.firstBar, section.bars);
            continue;
        }
        // The cadence's last bar is the ending; those before it replace the end of the last section.
        const auto cadence = layOutProgression(ending, song.key, 0, 2, style.beatsPerBar);
        const double lastBar = static_cast<double>(section.firstBar) * style.beatsPerBar;
        std::erase_if(song.chords, [&](const ChordSpan &span) { return span.beat >= lastBar - style.beatsPerBar; });
        for (ChordSpan span : cadence) {
            span.beat += lastBar - style.beatsPerBar;
            if (span.beat >= 0)
                song.chords.push_back(span);
        }
    }
}

}  // namespace

const char *Section::name() const
{
    static constexpr const char *kNames[] = {"intro", "A", "B", "break", "ending"};
    return kNames[static_cast<int>(kind)];
}

TimeMap::TimeMap(const Settings &settings) : m_settings(settings)
{
    const double beat = 60.0 / settings.tempoBpm;
    double now = settings.leadSeconds;
    for (int i = 0; i <= settings.beats; ++i) {
        m_beats.push_back(now);
        const int late = i - (settings.beats - settings.ritardandoBeats);
        const double slower = late < 0 ? 0.0 : settings.ritardando * (late + 1) / settings.ritardandoBeats;
        now += beat * (1.0 + slower);
    }
}

double TimeMap::swung(double beat) const
{
    const double pair = m_settings.swingUnit == 16 ? 0.5 : 1.0;
    const double start = std::floor(beat / pair) * pair;
    const double phase = (beat - start) / pair;
    const double swing = m_settings.swing;
    const double moved = phase < 0.5 ? phase * 2.0 * swing : swing + (phase - 0.5) * 2.0 * (1.0 - swing);
    return start + moved * pair;
}

double TimeMap::seconds(double beat) const
{
    const double position = std::max(0.0, swung(beat));
    const auto last = m_beats.size() - 1;
    const auto index = static_cast<std::size_t>(position);
    if (index >= last)
        return m_beats[last] + (position - static_cast<double>(last)) * (m_beats[last] - m_beats[last - 1]);
    return m_beats[index] + (position - static_cast<double>(index)) * (m_beats[index + 1] - m_beats[index]);
}

const ChordSpan &Song::chordAt(double beat) const
{
    auto after = std::upper_bound(chords.begin(), chords.end(), beat + 1e-6,
                                  [](double value, const ChordSpan &span) { return value < span.beat; });
    return after == chords.begin() ? chords.front() : *std::prev(after);
}

const ChordSpan &Song::nextChord(double beat) const
{
    auto after = std::upper_bound(chords.begin(), chords.end(), beat + 1e-6,
                                  [](double value, const ChordSpan &span) { return value < span.beat; });
    return after == chords.end() ? chords.back() : *after;
}

Song planSong(std::string_view genre, int index, double seconds, const Rng &pieceRng, const Rng &genreRng)
{
    const std::vector<Style> styles = stylesOf(genre);
    const auto count = static_cast<std::uint64_t>(styles.size());
    const std::uint64_t first = genreRng.fork("first style").below(count);
    Song song;
    song.style = styles[(first + static_cast<std::uint64_t>(index)) % count];

    Rng rng = pieceRng.fork("plan");
    const auto &style = song.style;
    song.key.mode = style.modes[rng.below(style.modes.size())];
    song.key.tonic = style.tonics[rng.below(style.tonics.size())];
    song.swing = rng.uniform(style.swingLow, style.swingHigh);
    song.swing = std::round(song.swing * 1000.0) / 1000.0;
    const Length length = chooseLength(style, seconds, rng);
    song.tempoBpm = length.tempo;
    song.bars = length.bars;
    song.sections = layOutForm(style, song.bars);
    layOutHarmony(song, rng);
    return song;
}

}  // namespace tonewright::demo
