#include "core/audio/demo/harmony.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <sstream>
#include <utility>

namespace tonewright::demo
{
namespace
{

int wrap(int pitchClass)
{
    return ((pitchClass % 12) + 12) % 12;
}

std::vector<std::string> split(std::string_view text, char separator)
{
    std::vector<std::string> parts;
    std::string current;
    for (const char c : text) {
        if (c != separator)
            current += c;
        else if (!current.empty() || separator == '|')
            parts.push_back(std::exchange(current, {}));
    }
    if (!current.empty())
        parts.push_back(current);
    return parts;
}

std::vector<std::string> words(const std::string &text)
{
    std::istringstream stream(text);
    std::vector<std::string> found;
    for (std::string word; stream >> word;)
        found.push_back(word);
    return found;
}

struct Quality {
    const char *suffix;
    std::vector<int> major;  ///< intervals after an upper-case numeral
    std::vector<int> minor;  ///< after a lower-case numeral
};

const std::vector<Quality> &qualities()
{
    static const std::vector<Quality> table = {
        {"", {0, 4, 7}, {0, 3, 7}},
        {"5", {0, 7}, {0, 7}},
        {"6", {0, 4, 7, 9}, {0, 3, 7, 9}},
        {"7", {0, 4, 7, 10}, {0, 3, 7, 10}},
        {"maj7", {0, 4, 7, 11}, {0, 3, 7, 11}},
        {"9", {0, 4, 7, 10, 14}, {0, 3, 7, 10, 14}},
        {"maj9", {0, 4, 7, 11, 14}, {0, 3, 7, 11, 14}},
        {"add9", {0, 4, 7, 14}, {0, 3, 7, 14}},
        {"13", {0, 4, 7, 10, 21}, {0, 3, 7, 10, 21}},
        {"sus4", {0, 5, 7}, {0, 5, 7}},
        {"sus2", {0, 2, 7}, {0, 2, 7}},
        {"7sus4", {0, 5, 7, 10}, {0, 5, 7, 10}},
        {"o", {0, 3, 6}, {0, 3, 6}},
        {"o7", {0, 3, 6, 9}, {0, 3, 6, 9}},
        {"m7b5", {0, 3, 6, 10}, {0, 3, 6, 10}},
        {"+", {0, 4, 8}, {0, 4, 8}},
    };
    return table;
}

struct Numeral {
    int degree = -1;  ///< 0 … 6; −1: not a numeral
    int shift = 0;    ///< semitones
    bool minor = false;
    std::string suffix = {};
};

Numeral readNumeral(std::string_view token)
{
    static constexpr std::array<std::string_view, 7> kUpper = {"I", "II", "III", "IV", "V", "VI", "VII"};
    static constexpr std::array<std::string_view, 7> kLower = {"i", "ii", "iii", "iv", "v", "vi", "vii"};
    Numeral numeral;
    std::size_t at = 0;
    for (; at < token.size() && (token[at] == 'b' || token[at] == '#'); ++at)
        numeral.shift += token[at] == 'b' ? -1 : 1;
    std::size_t end = at;
    while (end < token.size() && std::string_view("IViv").find(token[end]) != std::string_view::npos)
        ++end;
    const std::string_view name = token.substr(at, end - at);
    numeral.suffix = std::string(token.substr(end));
    for (std::size_t degree = 0; degree < 7; ++degree) {
        if (name == kUpper[degree] || name == kLower[degree]) {
            numeral.degree = static_cast<int>(degree);
            numeral.minor = name == kLower[degree];
        }
    }
    return numeral;
}

std::string symbolOf(int root, bool minor, const std::string &suffix)
{
    const bool showsMinor = minor && suffix != "m7b5" && suffix != "o" && suffix != "o7" && suffix != "5" &&
                            suffix.find("sus") == std::string::npos;
    return pitchClassName(root) + (showsMinor ? "m" : "") + suffix;
}

/// How badly a set of pitches serves as this chord's voicing; smaller is better.
double voicingCost(const Chord &chord, const std::vector<int> &pitches, const std::vector<int> &previous, double centre)
{
    double cost = 0;
    if (previous.size() == pitches.size()) {
        for (std::size_t i = 0; i < pitches.size(); ++i)
            cost += std::abs(pitches[i] - previous[i]);
    }
    double mean = 0;
    for (const int pitch : pitches)
        mean += pitch;
    mean /= static_cast<double>(pitches.size());
    cost += (previous.empty() ? 1.0 : 0.35) * std::abs(mean - centre);

    for (std::size_t i = 0; i < chord.intervals.size(); ++i) {
        const int pitchClass = wrap(chord.root + chord.intervals[i]);
        const auto times = std::count_if(pitches.begin(), pitches.end(), [&](int p) { return wrap(p) == pitchClass; });
        const int interval = chord.intervals[i] % 12;
        const bool guide = interval == 3 || interval == 4 || interval == 10 || interval == 11 || interval == 5;
        if (times == 0)
            cost += guide ? 14 : interval == 0 ? 5 : interval == 7 ? 2 : 6;
        else if (times > 1)
            cost += guide ? 5.0 * static_cast<double>(times - 1) : 1.0 * static_cast<double>(times - 1);
    }
    for (std::size_t i = 1; i < pitches.size(); ++i) {
        const int gap = pitches[i] - pitches[i - 1];
        if (gap > 9)
            cost += 2.0 * (gap - 9);
        if (gap < 3)
            cost += i == 1 || pitches[i] > 72 ? 5 : 2;
        if (pitches[i - 1] < 50 && gap < 7)
            cost += 4;
    }
    return cost;
}

}  // namespace

const char *modeName(Mode mode)
{
    switch (mode) {
    case Mode::Major:
        return "major";
    case Mode::Minor:
        return "minor";
    case Mode::Dorian:
        return "dorian";
    case Mode::Mixolydian:
        return "mixolydian";
    case Mode::Phrygian:
        return "phrygian";
    }
    return "major";
}

std::string pitchClassName(int pitchClass)
{
    static constexpr std::array<const char *, 12> kNames = {"C",  "Db", "D",  "Eb", "E",  "F",
                                                            "F#", "G",  "Ab", "A",  "Bb", "B"};
    return kNames[static_cast<std::size_t>(wrap(pitchClass))];
}

std::vector<int> scaleOf(const Key &key)
{
    static constexpr std::array<std::array<int, 7>, 5> kSteps = {{{0, 2, 4, 5, 7, 9, 11},
                                                                  {0, 2, 3, 5, 7, 8, 10},
                                                                  {0, 2, 3, 5, 7, 9, 10},
                                                                  {0, 2, 4, 5, 7, 9, 10},
                                                                  {0, 1, 3, 5, 7, 8, 10}}};
    std::vector<int> classes;
    for (const int step : kSteps[static_cast<std::size_t>(key.mode)])
        classes.push_back(wrap(key.tonic + step));
    return classes;
}

std::vector<int> Chord::pitchClasses() const
{
    std::vector<int> classes;
    for (const int interval : intervals)
        classes.push_back(wrap(root + interval));
    return classes;
}

bool Chord::contains(int pitch) const
{
    return std::any_of(intervals.begin(), intervals.end(),
                       [&](int interval) { return wrap(root + interval) == wrap(pitch); });
}

int Chord::third() const
{
    for (const int interval : intervals)
        if (interval >= 2 && interval <= 5)
            return interval;
    return 4;
}

int Chord::fifth() const
{
    for (const int interval : intervals)
        if (interval >= 6 && interval <= 8)
            return interval;
    return 7;
}

int Chord::seventh() const
{
    for (const int interval : intervals)
        if (interval >= 9 && interval <= 11)
            return interval;
    return 10;
}

bool isRoman(std::string_view token)
{
    const Numeral numeral = readNumeral(token);
    const auto &table = qualities();
    return numeral.degree >= 0 &&
           std::any_of(table.begin(), table.end(), [&](const Quality &q) { return numeral.suffix == q.suffix; });
}

Chord parseRoman(std::string_view token, const Key &key)
{
    const std::vector<int> scale = scaleOf(key);
    Numeral numeral = readNumeral(token);
    if (!isRoman(token))
        numeral = {.degree = 0};
    Chord chord;
    chord.root = wrap(scale[static_cast<std::size_t>(numeral.degree)] + numeral.shift);
    const auto &table = qualities();
    const auto quality =
        std::find_if(table.begin(), table.end(), [&](const Quality &q) { return numeral.suffix == q.suffix; });
    chord.intervals = numeral.minor ? quality->minor : quality->major;
    chord.symbol = symbolOf(chord.root, numeral.minor, numeral.suffix);
    return chord;
}

bool hasMinorTonic(std::string_view progression)
{
    for (const std::string &bar : split(progression, '|'))
        for (const std::string &word : words(bar))
            if (const Numeral numeral = readNumeral(word); numeral.degree == 0 && numeral.minor)
                return true;
    return false;
}

std::string inMode(std::string_view progression, Mode mode)
{
    using Table = std::map<std::string, std::string>;
    static const Table kMinor = {
        {"I", "i"},        {"Imaj7", "i7"},   {"Imaj9", "i9"},    {"I6", "i6"},        {"I7", "i7"},
        {"I9", "i9"},      {"I5", "i5"},      {"Iadd9", "iadd9"}, {"ii", "iio"},       {"ii6", "iim7b5"},
        {"ii7", "iim7b5"}, {"ii9", "iim7b5"}, {"iii", "III"},     {"iii7", "IIImaj7"}, {"IV", "iv"},
        {"IVmaj7", "iv7"}, {"IV7", "iv7"},    {"IV9", "iv9"},     {"vi", "VI"},        {"vi7", "VImaj7"},
        {"bVII", "VII"},   {"bVII7", "VII7"}, {"bVII9", "VII9"},  {"bIII6", "III6"},   {"V13", "V7"}};
    static const Table kDorian = {{"I", "i"},   {"Imaj7", "i7"}, {"Imaj9", "i9"},       {"I6", "i6"},     {"I7", "i7"},
                                  {"I9", "i9"}, {"I5", "i5"},    {"Iadd9", "iadd9"},    {"iii", "III"},   {"vi", "VII"},
                                  {"V", "v"},   {"VI", "bVI"},   {"VImaj7", "bVImaj7"}, {"IVmaj7", "IV7"}};
    // Dorian's own sixth degree carries no major chord: the one a fourth below the third is meant.
    static const Table kDorianSixth = {{"VI", "bVI"}, {"VImaj7", "bVImaj7"}, {"VI7", "bVI7"}, {"VI5", "bVI5"}};
    static const Table kNothing;
    if (mode == Mode::Major || mode == Mode::Mixolydian)
        return std::string(progression);
    const bool dorian = mode == Mode::Dorian;
    const Table &table = hasMinorTonic(progression) ? (dorian ? kDorianSixth : kNothing) : (dorian ? kDorian : kMinor);
    std::string result;
    for (const std::string &bar : split(progression, '|')) {
        std::string text;
        for (const std::string &word : words(bar)) {
            const auto found = table.find(word);
            text += (text.empty() ? "" : " ") + (found == table.end() ? word : found->second);
        }
        result += (result.empty() ? "" : "|") + text;
    }
    return result;
}

std::vector<ChordSpan> layOutProgression(std::string_view progression, const Key &key, int firstBar, int bars,
                                         int beatsPerBar)
{
    const std::vector<std::string> barTexts = split(progression, '|');
    std::vector<ChordSpan> spans;
    for (int bar = 0; bar < bars; ++bar) {
        const std::vector<std::string> tokens = words(barTexts[static_cast<std::size_t>(bar) % barTexts.size()]);
        const int count = std::max<int>(1, static_cast<int>(tokens.size()));
        for (int i = 0; i < count; ++i) {
            const int from = (i * beatsPerBar + count - 1) / count;
            const int to = ((i + 1) * beatsPerBar + count - 1) / count;
            if (to == from)
                continue;
            const double beat = static_cast<double>(firstBar + bar) * beatsPerBar + from;
            const std::string token = tokens.empty() ? "I" : tokens[static_cast<std::size_t>(i)];
            spans.push_back({beat, static_cast<double>(to - from), parseRoman(token, key)});
        }
    }
    return spans;
}

std::vector<int> voiceChord(const Chord &chord, const std::vector<int> &previous, int low, int high, int count)
{
    std::vector<int> candidates;
    for (int pitch = low; pitch <= high; ++pitch)
        if (chord.contains(pitch))
            candidates.push_back(pitch);
    count = std::min<int>(count, static_cast<int>(candidates.size()));
    if (count <= 0)
        return {};
    const double centre = 0.5 * (low + high);
    std::vector<int> chosen, best;
    double bestCost = std::numeric_limits<double>::infinity();
    const auto extend = [&](auto &&self, std::size_t from) -> void {
        if (static_cast<int>(chosen.size()) == count) {
            const double cost = voicingCost(chord, chosen, previous, centre);
            if (cost < bestCost) {
                bestCost = cost;
                best = chosen;
            }
            return;
        }
        for (std::size_t i = from; i < candidates.size(); ++i) {
            if (!chosen.empty() && candidates[i] - chosen.back() > 14)
                break;
            chosen.push_back(candidates[i]);
            self(self, i + 1);
            chosen.pop_back();
        }
    };
    extend(extend, 0);
    return best;
}

std::vector<int> scaleOver(const Key &key, const Chord &chord)
{
    std::vector<int> scale = scaleOf(key);
    for (const int tone : chord.pitchClasses()) {
        if (std::find(scale.begin(), scale.end(), tone) != scale.end())
            continue;
        const auto chordClasses = chord.pitchClasses();
        // A raised or lowered degree takes its neighbour's place, unless the neighbour is a chord tone itself.
        for (int &degree : scale) {
            const bool neighbour = wrap(degree - tone) == 1 || wrap(tone - degree) == 1;
            if (neighbour && std::find(chordClasses.begin(), chordClasses.end(), degree) == chordClasses.end()) {
                degree = tone;
                break;
            }
        }
    }
    std::sort(scale.begin(), scale.end());
    scale.erase(std::unique(scale.begin(), scale.end()), scale.end());
    return scale;
}

int nearestPitch(int pitch, const std::vector<int> &classes, int low, int high, bool up)
{
    for (int distance = 0; distance < 24; ++distance) {
        for (const int sign : {up ? 1 : -1, up ? -1 : 1}) {
            const int candidate = pitch + sign * distance;
            if (candidate < low || candidate > high)
                continue;
            if (std::find(classes.begin(), classes.end(), wrap(candidate)) != classes.end())
                return candidate;
        }
    }
    return std::clamp(pitch, low, high);
}

}  // namespace tonewright::demo
