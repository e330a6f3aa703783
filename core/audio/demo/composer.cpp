#include "core/audio/demo/composer.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "core/audio/demo/idioms.h"
#include "core/audio/demo/instruments.h"
#include "core/audio/demo/melody.h"
#include "core/audio/demo/song.h"

namespace tonewright::demo
{
namespace
{

constexpr double kEndMarginSeconds = 0.45;   ///< the last chord's release and reverb
constexpr double kRepeatGapSeconds = 0.012;  ///< between two notes of one pitch on one channel

struct PlayedEvent {
    Event event;
    bool final = false;  ///< belongs to the last chord, which rings to the end
};

/// Everything one part plays, before it is humanised.
using PartEvents = std::vector<PlayedEvent>;

const Groove &grooveFor(const Style &style, SectionKind kind)
{
    const std::size_t wanted = kind == SectionKind::B       ? 1
                               : kind == SectionKind::Intro ? 2
                               : kind == SectionKind::Break ? 3
                                                            : 0;
    return wanted < style.grooves.size() ? style.grooves[wanted] : style.grooves.front();
}

class Band
{
public:
    Band(const Song &song, Rng rng) : m_song(song), m_rng(rng)
    {
        Rng themeRng = m_rng.fork("theme");
        m_theme = inventTheme(song, themeRng);
        m_melody.resize(song.sections.size());
    }

    PartEvents play(std::size_t index)
    {
        const PartStyle &part = m_song.style.parts[index];
        Rng rng = m_rng.fork("part " + std::to_string(index) + " " + part.name);
        choosePatterns(part, rng);
        std::vector<int> voicing;
        PartEvents all;
        for (std::size_t s = 0; s < m_song.sections.size(); ++s) {
            const Section &section = m_song.sections[s];
            if (part.sections.find(section.letter()) == std::string_view::npos)
                continue;
            const char *pattern = section.kind == SectionKind::B ? m_patternB : m_patternA;
            for (const Event &event : playSection({m_song, section, part, pattern}, s, voicing, rng))
                all.push_back({event, section.kind == SectionKind::Ending});
        }
        return all;
    }

private:
    void choosePatterns(const PartStyle &part, Rng &rng)
    {
        m_patternA = m_patternB = nullptr;
        if (part.patterns.empty())
            return;
        const std::size_t a = rng.below(part.patterns.size());
        const std::size_t b = part.patterns.size() > 1 && rng.chance(0.7) ? (a + 1) % part.patterns.size() : a;
        m_patternA = part.patterns[a];
        m_patternB = part.patterns[b];
    }

    std::vector<Event> playSection(const PlayerTask &task, std::size_t index, std::vector<int> &voicing, Rng &rng)
    {
        const bool ending = task.section.kind == SectionKind::Ending;
        switch (task.part.idiom) {
        case Idiom::Drums:
            return drum(task, rng);
        case Idiom::Degrees:
            return playDegrees(task, rng);
        case Idiom::Walking:
            return playWalkingBass(task, rng);
        case Idiom::Chords:
        case Idiom::Power:
            return playChords(task, voicing, rng);
        case Idiom::Melody: {
            Rng tune = m_rng.fork(std::string("tune ") + task.section.letter());
            m_melody[index] =
                ending ? finalNote(task) : singSection(m_song, task.section, task.part, m_theme, tune, rng);
            return m_melody[index];
        }
        case Idiom::Harmony:
            return harmonise(m_song, task.part, m_melody[index]);
        case Idiom::Canon:
            return ending ? finalNote(task) : imitate(m_song, task.section, task.part, m_melody[index]);
        case Idiom::Counter:
            return ending ? finalNote(task) : counterLine(m_song, task.section, task.part, m_melody[index], rng);
        case Idiom::Fills:
            return ending ? std::vector<Event>{} : answerGaps(m_song, task.section, task.part, m_melody[index], rng);
        }
        return {};
    }

    std::vector<Event> drum(const PlayerTask &task, Rng &rng)
    {
        const Style &style = m_song.style;
        if (style.grooves.empty())
            return {};
        const Groove *fill = style.fills.empty() ? nullptr : &style.fills[rng.below(style.fills.size())];
        return playDrums(task, grooveFor(style, task.section.kind), fill, rng);
    }

    std::vector<Event> finalNote(const PlayerTask &task)
    {
        const double beat = static_cast<double>(task.section.firstBar) * m_song.beatsPerBar();
        const Chord &chord = m_song.chordAt(beat).chord;
        const PartStyle &part = task.part;
        const int tone = part.idiom == Idiom::Melody ? chord.root : chord.root + chord.third();
        const int pitch = nearestPitch((part.low + part.high) / 2, {tone % 12}, part.low, part.high, false);
        return {{beat, double(m_song.beatsPerBar()), pitch, part.velocity * task.section.energy}};
    }

    const Song &m_song;
    Rng m_rng;
    Theme m_theme;
    std::vector<std::vector<Event>> m_melody;  ///< of each section
    const char *m_patternA = nullptr;
    const char *m_patternB = nullptr;
};

double onGrid(double seconds, int sampleRate)
{
    const double step = static_cast<double>(kSynthBlockFrames) / sampleRate;
    return std::max(0.0, std::round(seconds / step)) * step;
}

/// Turns a part's events into notes: swing, feel, velocity, and the synthesiser's time grid.
void humanise(const Song &song, const TimeMap &time, const PartEvents &events, std::size_t partIndex, Rng rng,
              Score &score)
{
    const PartStyle &style = song.style.parts[partIndex];
    const double end = score.seconds - kEndMarginSeconds;
    for (const auto &[event, final] : events) {
        const double written = time.seconds(event.beat);
        const double feel = (style.lagMs + style.looseMs * std::clamp(rng.normal(), -2.5, 2.5)) / 1000.0;
        const double factor = style.idiom == Idiom::Drums ? drumVelocityFactor(song.style.drumKit, event.pitch) : 1.0;
        const double velocity = event.velocity * factor + 3.5 * rng.normal();
        const double onset = onGrid(written + event.offsetSeconds + feel, score.sampleRate);
        double length = (time.seconds(event.beat + event.length) - written) * style.gate;
        if (style.idiom == Idiom::Drums)
            length = drumRingSeconds(event.pitch);
        else if (final)
            length = end - onset;
        length = std::min(std::max(length, 0.05), end - onset);
        if (length < 0.04)
            continue;
        Note note;
        note.part = static_cast<int>(partIndex);
        note.pitch = std::clamp(event.pitch, 0, 127);
        note.velocity = std::clamp(static_cast<int>(std::lround(velocity)), 12, 127);
        note.onsetSeconds = onset;
        note.durationSeconds = onGrid(length, score.sampleRate);
        score.notes.push_back(note);
    }
}

/// One channel can sound a pitch once at a time: drops doubles and shortens notes that run into their successor.
void separateRepeats(Score &score)
{
    std::sort(score.notes.begin(), score.notes.end(), [](const Note &a, const Note &b) {
        return std::tie(a.part, a.pitch, a.onsetSeconds, a.velocity) <
               std::tie(b.part, b.pitch, b.onsetSeconds, b.velocity);
    });
    std::vector<Note> kept;
    for (const Note &note : score.notes) {
        if (!kept.empty() && kept.back().part == note.part && kept.back().pitch == note.pitch) {
            Note &previous = kept.back();
            const double gap = note.onsetSeconds - previous.onsetSeconds;
            if (gap < 0.04) {
                previous.durationSeconds = std::max(previous.durationSeconds, note.durationSeconds);
                continue;
            }
            const double longest = onGrid(gap - kRepeatGapSeconds, score.sampleRate);
            previous.durationSeconds = std::min(previous.durationSeconds, longest);
        }
        kept.push_back(note);
    }
    score.notes = std::move(kept);
    std::sort(score.notes.begin(), score.notes.end(), [](const Note &a, const Note &b) {
        return std::tie(a.onsetSeconds, a.part, a.pitch) < std::tie(b.onsetSeconds, b.part, b.pitch);
    });
}

std::vector<Part> seatPlayers(const Style &style, Rng rng)
{
    std::vector<Part> parts;
    int channel = 0;
    for (const PartStyle &player : style.parts) {
        Part part;
        part.name = player.name;
        part.drums = player.idiom == Idiom::Drums;
        if (channel == 9)
            ++channel;
        part.channel = part.drums ? 9 : channel++;
        part.program = part.drums ? style.drumKit : player.programs[rng.below(player.programs.size())];
        part.volume = channelVolume(part.program, part.drums, player.levelDb);
        part.pan = player.pan;
        part.reverb = player.reverb;
        part.low = player.low;
        part.high = player.high;
        parts.push_back(std::move(part));
    }
    return parts;
}

void writeGrid(const Song &song, const TimeMap &time, Score &score)
{
    const int beats = song.bars * song.beatsPerBar();
    for (int beat = 0; beat < beats; ++beat) {
        const double seconds = time.beatSeconds(beat);
        if (seconds > score.seconds - 0.05)
            break;
        score.beats.push_back(seconds);
        if (beat % song.beatsPerBar() == 0)
            score.downbeats.push_back(seconds);
    }
    for (const Section &section : song.sections)
        score.sections.push_back(
            {time.seconds(static_cast<double>(section.firstBar) * song.beatsPerBar()), section.name()});
    for (const ChordSpan &span : song.chords)
        score.chords.push_back({time.seconds(span.beat), span.chord.symbol});
}

}  // namespace

Score composePiece(const PieceRequest &request)
{
    Score score;
    score.genre = request.genre;
    score.index = request.index;
    score.seed = request.seed;
    score.seconds = request.seconds;
    score.sampleRate = request.sampleRate;
    if (stylesOf(request.genre).empty())
        return score;

    const Rng genreRng = Rng(request.seed).fork(request.genre);
    const Rng pieceRng = genreRng.fork("piece " + std::to_string(request.index));
    const Song song = planSong(request.genre, request.index, request.seconds, pieceRng, genreRng);
    const Style &style = song.style;
    const int ritardandoBeats = style.ritardando > 0 ? std::min(style.beatsPerBar, song.bars * style.beatsPerBar) : 0;
    const TimeMap time({.tempoBpm = song.tempoBpm,
                        .swing = song.swing,
                        .swingUnit = style.swingUnit,
                        .beats = song.bars * style.beatsPerBar,
                        .ritardandoBeats = 2 * ritardandoBeats,
                        .ritardando = style.ritardando});
    score.tempoBpm = song.tempoBpm;
    score.tempoDrift = style.ritardando;
    score.beatsPerBar = style.beatsPerBar;
    score.swing = song.swing;
    score.swingUnit = style.swingUnit;
    score.tonic = song.key.tonic;
    score.mode = modeName(song.key.mode);
    score.style = style.name;
    score.room = style.room;
    writeGrid(song, time, score);
    score.parts = seatPlayers(style, pieceRng.fork("players"));
    Band band(song, pieceRng.fork("band"));
    for (std::size_t i = 0; i < style.parts.size(); ++i)
        humanise(song, time, band.play(i), i, pieceRng.fork("feel " + std::to_string(i)), score);
    separateRepeats(score);
    return score;
}

}  // namespace tonewright::demo
