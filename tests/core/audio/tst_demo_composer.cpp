#include <QtTest/QTest>
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "core/audio/demo/composer.h"
#include "core/audio/demo/harmony.h"
#include "core/audio/demo/song.h"
#include "core/audio/demo/style.h"
#include "core/audio/demo/truth_json.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::demo;

namespace
{

constexpr std::array<std::uint64_t, 3> kSeeds = {1, 2, 77};
constexpr int kPieces = 4;  // of a genre and seed: every style at least once

std::string nameOf(const Score &score)
{
    return score.genre + "." + std::to_string(score.index) + " (" + score.style + "), seed " +
           std::to_string(score.seed);
}

/// Every genre, several seeds and indices, 30 s. Composed once: composing is fast but there are 132 of them.
const std::vector<Score> &allScores()
{
    static const std::vector<Score> scores = [] {
        std::vector<Score> result;
        for (const std::uint64_t seed : kSeeds) {
            for (const std::string &genre : demoGenres()) {
                for (int index = 0; index < kPieces; ++index) {
                    result.push_back(composePiece({.genre = genre, .index = index, .seed = seed}));
                }
            }
        }
        return result;
    }();
    return scores;
}

const Style &styleOf(const Score &score)
{
    static std::map<std::string, std::vector<Style>> styles;
    auto &known = styles.try_emplace(score.genre, stylesOf(score.genre)).first->second;
    return *std::find_if(known.begin(), known.end(), [&](const Style &style) { return score.style == style.name; });
}

using Pitches = std::vector<int>;

#define TW_PIECE(condition, score) QVERIFY2(condition, nameOf(score).c_str())

}  // namespace

class TestDemoComposer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theGenresAreGtzansAndPiano()
    {
        const std::vector<std::string> expected = {"blues", "classical", "country", "disco", "hiphop", "jazz",
                                                   "metal", "pop",       "reggae",  "rock",  "piano"};
        QCOMPARE(demoGenres(), expected);
        QVERIFY(composePiece({.genre = "polka"}).parts.empty());
    }

    void aPieceDependsOnItsRequestAlone()
    {
        const PieceRequest request{.genre = "jazz", .index = 2, .seed = 5};
        const Score first = composePiece(request);
        static_cast<void>(composePiece({.genre = "metal", .index = 0, .seed = 5}));
        QVERIFY(first.notes == composePiece(request).notes);
        QVERIFY(first.notes != composePiece({.genre = "jazz", .index = 3, .seed = 5}).notes);
        QVERIFY(first.notes != composePiece({.genre = "jazz", .index = 2, .seed = 6}).notes);
        QVERIFY(first.notes != composePiece({.genre = "jazz", .index = 2, .seed = 5, .seconds = 20}).notes);
    }

    void neighbouringPiecesOfAGenreAreOfDifferentStyles()
    {
        for (const std::string &genre : demoGenres()) {
            std::set<std::string> styles;
            for (int index = 0; index < 3; ++index) {
                styles.insert(composePiece({.genre = genre, .index = index, .seed = 1}).style);
            }
            QCOMPARE(styles.size(), std::size_t(3));
        }
    }

    void noTwoPiecesHaveEqualNotes()
    {
        std::set<std::string> seen;
        for (const Score &score : allScores()) {
            // Relative to the first note and the tonic, so that a transposed copy would be found too.
            std::string notes;
            for (const Note &note : score.notes) {
                notes += std::to_string(note.pitch - score.tonic) + "@" +
                         std::to_string(std::lround(note.onsetSeconds * 100)) + " ";
            }
            TW_PIECE(seen.insert(notes).second, score);
        }
    }

    void atLeastFourPartsSoundPianoAside()
    {
        for (const Score &score : allScores()) {
            std::set<int> sounding;
            for (const Note &note : score.notes) {
                sounding.insert(note.part);
            }
            TW_PIECE(sounding.size() == score.parts.size(), score);
            TW_PIECE(score.genre == "piano" || sounding.size() >= 4, score);
            const bool drums =
                std::any_of(score.parts.begin(), score.parts.end(), [](const Part &p) { return p.drums; });
            if (score.genre == "piano") {
                TW_PIECE(!drums && score.parts.size() >= 2, score);
            }
            if (score.genre != "piano" && score.genre != "classical") {
                TW_PIECE(drums, score);
            }
        }
    }

    void partsHaveChannelsOfTheirOwnAndDrumsPlayOnTen()
    {
        for (const Score &score : allScores()) {
            std::set<int> channels;
            for (const Part &part : score.parts) {
                TW_PIECE(channels.insert(part.channel).second, score);
                TW_PIECE((part.channel == 9) == part.drums, score);
                TW_PIECE(part.channel >= 0 && part.channel < 16, score);
            }
        }
    }

    void theTempoIsInItsStylesRangeAndBeatsKeepIt()
    {
        for (const Score &score : allScores()) {
            const Style &style = styleOf(score);
            TW_PIECE(score.tempoBpm >= style.tempoLow && score.tempoBpm <= style.tempoHigh, score);
            TW_PIECE(score.beats.size() > 12, score);
            const double beat = 60.0 / score.tempoBpm;
            for (std::size_t i = 1; i < score.beats.size(); ++i) {
                const double interval = score.beats[i] - score.beats[i - 1];
                TW_PIECE(interval >= beat - 1e-9 && interval <= beat * (1 + score.tempoDrift) + 1e-9, score);
            }
            if (score.tempoDrift > 0) {  // a final ritardando: all but the last two bars keep the tempo
                const auto strict = score.beats.size() - 2 * static_cast<std::size_t>(score.beatsPerBar) - 1;
                TW_COMPARE_NEAR(score.beats[strict] - score.beats[0], beat * double(strict), 1e-9);
            }
        }
    }

    void downbeatsAreEveryBarsFirstBeat()
    {
        for (const Score &score : allScores()) {
            TW_PIECE(!score.downbeats.empty(), score);
            for (std::size_t bar = 0; bar < score.downbeats.size(); ++bar) {
                QCOMPARE(score.downbeats[bar], score.beats[bar * static_cast<std::size_t>(score.beatsPerBar)]);
            }
            TW_PIECE(score.downbeats.size() * static_cast<std::size_t>(score.beatsPerBar) >= score.beats.size(), score);
        }
    }

    void genresDifferInTempoMetreAndSwing()
    {
        std::map<std::string, double> slowest;
        std::set<std::string> triple, swinging;
        for (const Score &score : allScores()) {
            auto &tempo = slowest.try_emplace(score.genre, 1e9).first->second;
            tempo = std::min(tempo, score.tempoBpm);
            if (score.beatsPerBar == 3) {
                triple.insert(score.genre);
            }
            if (score.swing > 0.55) {
                swinging.insert(score.genre);
            }
        }
        QVERIFY(slowest["disco"] > 100);
        QVERIFY(slowest["blues"] < 80);
        QVERIFY(slowest["reggae"] < 90);
        for (const char *genre : {"classical", "country", "jazz", "piano"}) {
            QVERIFY2(triple.count(genre) == 1, genre);
        }
        for (const char *genre : {"blues", "jazz", "hiphop", "reggae"}) {
            QVERIFY2(swinging.count(genre) == 1, genre);
        }
        for (const char *genre : {"metal", "rock", "disco"}) {
            QVERIFY2(triple.count(genre) == 0 && swinging.count(genre) == 0, genre);
        }
    }

    void mostPitchesAreInTheKey()
    {
        static const std::map<std::string, Mode> kModes = {{"major", Mode::Major},
                                                           {"minor", Mode::Minor},
                                                           {"dorian", Mode::Dorian},
                                                           {"mixolydian", Mode::Mixolydian},
                                                           {"phrygian", Mode::Phrygian}};
        for (const Score &score : allScores()) {
            const auto scale = scaleOf({score.tonic, kModes.at(score.mode)});
            double inside = 0, all = 0;
            for (const Note &note : score.notes) {
                if (!score.parts[static_cast<std::size_t>(note.part)].drums) {
                    inside += std::find(scale.begin(), scale.end(), note.pitch % 12) != scale.end() ? 1 : 0;
                    all += 1;
                }
            }
            // Dominant sevenths, secondary dominants and blue notes are outside; random pitches would reach 7/12 =
            // 0.58.
            TW_PIECE(inside / all > 0.7, score);
        }
    }

    void notesLieInTimeRangeAndOnTheSynthesisersGrid()
    {
        for (const Score &score : allScores()) {
            for (const Note &note : score.notes) {
                const Part &part = score.parts[static_cast<std::size_t>(note.part)];
                TW_PIECE(note.onsetSeconds >= 0 && note.durationSeconds > 0.01, score);
                TW_PIECE(note.onsetSeconds + note.durationSeconds < score.seconds, score);
                TW_PIECE(note.velocity >= 1 && note.velocity <= 127, score);
                const double blocks = note.onsetSeconds * score.sampleRate / kSynthBlockFrames;
                TW_PIECE(std::abs(blocks - std::round(blocks)) < 1e-6, score);
                if (!part.drums && note.onsetSeconds < score.downbeats.back() - 1.0) {
                    TW_PIECE(note.pitch >= part.low - 1 && note.pitch <= part.high + 12, score);
                }
            }
        }
    }

    void noPitchSoundsTwiceAtOnceOnAChannel()
    {
        for (const Score &score : allScores()) {
            std::map<std::pair<int, int>, double> until;
            for (const Note &note : score.notes) {
                auto &end = until.try_emplace({note.part, note.pitch}, -1.0).first->second;
                TW_PIECE(note.onsetSeconds >= end, score);
                end = note.onsetSeconds + note.durationSeconds;
            }
        }
    }

    void thereAreNoHolesAndThePieceFillsItsTime()
    {
        for (const Score &score : allScores()) {
            double sounding = 0.3;
            for (const Note &note : score.notes) {
                TW_PIECE(note.onsetSeconds - sounding < 2.0, score);
                sounding = std::max(sounding, note.onsetSeconds + note.durationSeconds);
            }
            TW_PIECE(sounding > score.seconds - 1.0, score);
        }
    }

    void velocitiesAndTimingAreHuman()
    {
        for (const Score &score : allScores()) {
            std::set<int> velocities;
            for (const Note &note : score.notes) {
                velocities.insert(note.velocity);
            }
            TW_PIECE(velocities.size() > 15, score);
        }
    }

    void sectionsRepeatTheirTune()
    {
        // An A section that returns is the same tune with decorations: nearly all of its onsets come back with the
        // same pitch, whereas those of the B section do not.
        int compared = 0;
        for (const Score &score : allScores()) {
            const auto first = std::find_if(score.sections.begin(), score.sections.end(),
                                            [](const SectionMark &section) { return section.name == "A"; });
            const auto rest = first == score.sections.end() ? first : first + 1;
            const auto again = std::find_if(rest, score.sections.end(),
                                            [](const SectionMark &section) { return section.name == "A"; });
            const auto lead = std::find_if(score.parts.begin(), score.parts.end(),
                                           [](const Part &part) { return part.name == "lead"; });
            // The second A's last bar may belong to the cadence: three bars are compared.
            const double bars = 3 * score.beatsPerBar * 60.0 / score.tempoBpm;
            if (again == score.sections.end() || lead == score.parts.end()) {
                continue;
            }
            const auto tune = [&](double from) {
                std::set<std::pair<long, int>> notes;
                for (const Note &note : score.notes) {
                    const double at = note.onsetSeconds - from;
                    if (note.part == lead - score.parts.begin() && at > -0.05 && at < bars - 0.1) {
                        notes.insert({std::lround(at * score.tempoBpm / 60 * 4), note.pitch});  // sixteenths
                    }
                }
                return notes;
            };
            const auto one = tune(first->onsetSeconds), two = tune(again->onsetSeconds);
            std::size_t common = 0;
            for (const auto &note : one) {
                // Humanised by some milliseconds, an onset may round to the neighbouring sixteenth.
                common += two.count(note) + two.count({note.first + 1, note.second}) +
                                      two.count({note.first - 1, note.second}) >
                                  0
                              ? 1
                              : 0;
            }
            TW_PIECE(!one.empty() && double(common) >= 0.7 * double(one.size()), score);
            ++compared;
        }
        QVERIFY(compared > 10);
    }

    void romanNumeralsNameChords()
    {
        const Key c{0, Mode::Major}, a{9, Mode::Minor};
        QCOMPARE(parseRoman("V7", c).pitchClasses(), Pitches({7, 11, 2, 5}));
        QCOMPARE(parseRoman("vi", c).symbol, std::string("Am"));
        QCOMPARE(parseRoman("bVII", c).symbol, std::string("Bb"));
        QCOMPARE(parseRoman("VI", a).symbol, std::string("F"));
        QCOMPARE(parseRoman("iv7", a).pitchClasses(), Pitches({2, 5, 9, 0}));
        QCOMPARE(parseRoman("iim7b5", a).symbol, std::string("Bm7b5"));
    }

    void everyProgressionCanBeRead()
    {
        for (const std::string &genre : demoGenres()) {
            for (const Style &style : stylesOf(genre)) {
                std::vector<const char *> all = style.progressionA;
                all.insert(all.end(), style.progressionB.begin(), style.progressionB.end());
                all.push_back(style.cadence);
                for (const Mode mode : style.modes) {
                    for (const char *text : all) {
                        std::string word;
                        for (const char c : inMode(text, mode) + "|") {
                            if (c != '|' && c != ' ') {
                                word += c;
                                continue;
                            }
                            if (!word.empty()) {
                                QVERIFY2(isRoman(word), (std::string(style.name) + ": " + word).c_str());
                            }
                            word.clear();
                        }
                    }
                }
            }
        }
        QVERIFY(!isRoman("Xmaj7"));
        QVERIFY(!isRoman("Imin"));
    }

    void majorKeysHaveMajorProgressions()
    {
        for (const std::string &genre : demoGenres()) {
            for (const Style &style : stylesOf(genre)) {
                for (const Mode mode : style.modes) {
                    if (mode != Mode::Major && mode != Mode::Mixolydian) {
                        continue;
                    }
                    QVERIFY2(!hasMinorTonic(style.cadence), style.name);
                    for (const auto *progressions : {&style.progressionA, &style.progressionB}) {
                        QVERIFY2(!std::all_of(progressions->begin(), progressions->end(), hasMinorTonic), style.name);
                    }
                }
            }
        }
    }

    void majorProgressionsTurnMinor()
    {
        QCOMPARE(inMode("I vi|ii7 V7", Mode::Minor), std::string("i VI|iim7b5 V7"));
        QCOMPARE(inMode("I vi|ii7 V7", Mode::Major), std::string("I vi|ii7 V7"));
        QCOMPARE(inMode("i|VI", Mode::Minor), std::string("i|VI"));
        QCOMPARE(inMode("I|IV", Mode::Dorian), std::string("i|IV"));
        QCOMPARE(inMode("i|VI", Mode::Dorian), std::string("i|bVI"));
    }

    void voicesMoveLittle()
    {
        const Key key{0, Mode::Major};
        std::vector<int> hand;
        for (const char *numeral : {"I", "vi", "ii7", "V7", "I", "IV", "V7", "I"}) {
            const Chord chord = parseRoman(numeral, key);
            const auto next = voiceChord(chord, hand, 52, 76, 4);
            QCOMPARE(next.size(), std::size_t(4));
            QVERIFY(std::is_sorted(next.begin(), next.end()));
            for (std::size_t i = 0; i < next.size(); ++i) {
                QVERIFY(chord.contains(next[i]) && next[i] >= 52 && next[i] <= 76);
                if (!hand.empty()) {
                    QVERIFY(std::abs(next[i] - hand[i]) <= 5);
                }
            }
            hand = next;
        }
    }

    void swingMovesTheOffbeatOnly()
    {
        const TimeMap map({.tempoBpm = 120, .swing = 2.0 / 3, .swingUnit = 8, .beats = 8, .leadSeconds = 0});
        TW_COMPARE_NEAR(map.seconds(3), 1.5, 1e-12);
        TW_COMPARE_NEAR(map.seconds(3.5), 1.5 + 0.5 * 2 / 3, 1e-12);
        const TimeMap late({.tempoBpm = 60, .beats = 4, .ritardandoBeats = 2, .ritardando = 0.5, .leadSeconds = 0});
        TW_COMPARE_NEAR(late.beatSeconds(2), 2.0, 1e-12);
        TW_COMPARE_NEAR(late.beatSeconds(4), 2 + 1.25 + 1.5, 1e-12);
    }

    void patternsFitTheirBars()
    {
        const auto fits = [](const Style &style, const char *steps) {
            const auto length = std::string_view(steps).size();
            return length > 0 && length % static_cast<std::size_t>(4 * style.beatsPerBar) == 0;
        };
        for (const std::string &genre : demoGenres()) {
            for (const Style &style : stylesOf(genre)) {
                QCOMPARE(std::string(style.genre), genre);
                std::vector<Groove> grooves = style.grooves;
                grooves.insert(grooves.end(), style.fills.begin(), style.fills.end());
                for (const Groove &groove : grooves) {
                    for (const DrumLane &lane : groove) {
                        QVERIFY2(fits(style, lane.steps), (std::string(style.name) + " " + lane.steps).c_str());
                    }
                }
                for (const PartStyle &part : style.parts) {
                    QVERIFY2(part.high - part.low >= 12 || part.idiom == Idiom::Drums, part.name);
                    for (const char *pattern : part.patterns) {
                        QVERIFY2(fits(style, pattern), (std::string(style.name) + " " + pattern).c_str());
                    }
                }
            }
        }
    }

    void theTruthIsTheScore()
    {
        for (const char *genre : {"jazz", "classical", "piano"}) {
            const Score score = composePiece({.genre = genre, .index = 1, .seed = 3});
            const Json truth = truthOf(score);
            QCOMPARE(truth["schema_version"].get<int>(), 1);
            QCOMPARE(truth["seed"].get<std::uint64_t>(), std::uint64_t(3));
            TW_COMPARE_NEAR(truth["tempo_bpm"].get<double>(), score.tempoBpm, 0);
            QCOMPARE(truth["metre"][0].get<int>(), score.beatsPerBar);
            QCOMPARE(truth["key"]["tonic"].get<std::string>(), pitchClassName(score.tonic));
            QCOMPARE(truth["key"]["mode"].get<std::string>(), score.mode);
            QCOMPARE(truth["beats_seconds"].size(), score.beats.size());
            QCOMPARE(truth["downbeats_seconds"].size(), score.downbeats.size());
            QCOMPARE(truth["notes"].size(), score.notes.size());
            for (std::size_t i = 0; i < score.notes.size(); ++i) {
                const Json &written = truth["notes"][i];
                const Note &note = score.notes[i];
                const Part &part = score.parts[static_cast<std::size_t>(note.part)];
                QCOMPARE(written["channel"].get<int>(), part.channel);
                QCOMPARE(written["program"].get<int>(), part.program);
                QCOMPARE(written["instrument"].get<std::string>(), part.name);
                QCOMPARE(written["pitch"].get<int>(), note.pitch);
                QCOMPARE(written["velocity"].get<int>(), note.velocity);
                QCOMPARE(written["drum"].get<bool>(), part.drums);
                TW_COMPARE_NEAR(written["onset_seconds"].get<double>(), note.onsetSeconds, 5.1e-7);
                TW_COMPARE_NEAR(written["duration_seconds"].get<double>(), note.durationSeconds, 5.1e-7);
            }
        }
    }

    void shortPiecesAreWhole()
    {
        for (const std::string &genre : demoGenres()) {
            for (const double seconds : {2.0, 6.0, 12.0}) {
                const Score score = composePiece({.genre = genre, .index = 0, .seed = 1, .seconds = seconds});
                TW_PIECE(score.notes.size() > 5 && !score.beats.empty() && score.beats.back() < seconds, score);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestDemoComposer)
#include "tst_demo_composer.moc"
