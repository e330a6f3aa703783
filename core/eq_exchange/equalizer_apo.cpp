#include "core/eq_exchange/equalizer_apo.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <optional>

namespace tonewright::eq_exchange
{

namespace
{

constexpr double kDefaultSlope = 0.9;  // of a shelf without Q: Equalizer APO, after Room EQ Wizard
constexpr double kHighestHz = 1e6, kLargestGainDb = 120.0, kLargestQ = 1000.0;
constexpr double kBeyondHearingHz = 24000.0;

double amplitude(double gainDb)
{
    return std::pow(10.0, gainDb / 40.0);
}

double slopeOfQ(double q, double gainDb)
{
    const double a = amplitude(gainDb);
    return 1.0 / ((1.0 / (q * q) - 2.0) / (a + 1.0 / a) + 1.0);
}

/// NaN where a slope is steeper than any Q makes it.
double qOfSlope(double slope, double gainDb)
{
    const double a = amplitude(gainDb);
    return 1.0 / std::sqrt((a + 1.0 / a) * (1.0 / slope - 1.0) + 2.0);
}

double cornerOverCentre(dsp::BandKind kind, double q, double gainDb)
{
    const double factor = std::pow(10.0, std::abs(gainDb) / 80.0 / slopeOfQ(q, gainDb));
    return kind == dsp::BandKind::LowShelf ? 1.0 / factor : factor;
}

std::string filterLine(const dsp::Band &band, ShelfDialect dialect)
{
    const bool shelf = band.kind != dsp::BandKind::Peak;
    const bool corner = shelf && dialect == ShelfDialect::Corner;
    const char *type = !shelf                                 ? "PK"
                       : band.kind == dsp::BandKind::LowShelf ? (corner ? "LS" : "LSC")
                                                              : (corner ? "HS" : "HSC");
    const double hertz = band.frequencyHz * (corner ? cornerOverCentre(band.kind, band.q, band.gainDb) : 1.0);
    // Very wide shelves have corners far outside what is heard; there digits count, not decimals.
    const std::string written =
        hertz < 1.0 || hertz > 1e6 ? fmt::format("{:.8e}", hertz) : fmt::format("{:.4f}", hertz);
    return fmt::format("ON {} Fc {} Hz Gain {:.4f} dB Q {:.4f}", type, written, band.gainDb, band.q);
}

// --- reading ---

struct Line {
    int number = 0;
    std::string text;
};

std::vector<Line> linesOf(std::string_view text)
{
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    std::vector<Line> lines;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        std::string line(text.substr(from, end - from));
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t'))
            line.pop_back();
        lines.push_back({static_cast<int>(lines.size()) + 1, std::move(line)});
        from = end + 1;
    }
    return lines;
}

/// Words of a line, non-breaking spaces (thousands in some languages) taken out and decimal commas made points.
std::vector<std::string> wordsOf(std::string text)
{
    for (std::size_t at = text.find("\xC2\xA0"); at != std::string::npos; at = text.find("\xC2\xA0"))
        text.erase(at, 2);
    std::replace(text.begin(), text.end(), ',', '.');
    std::vector<std::string> words;
    std::string word;
    for (const char c : text + " ") {
        if (c != ' ' && c != '\t') {
            word += c;
        } else if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
    }
    return words;
}

/// The number a word begins with ("3dB" is 3).
std::optional<double> leadingNumber(std::string_view word)
{
    if (word.starts_with('+'))
        word.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end == word.data() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

/// The number after a word: "Gain" in "Gain 3 dB" or "Gain3 dB".
std::optional<double> after(const std::vector<std::string> &words, std::string_view name, std::string *raw = nullptr)
{
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!words[i].starts_with(name))
            continue;
        const std::string rest = words[i].substr(name.size());
        const std::string &word = rest.empty() && i + 1 < words.size() ? words[i + 1] : rest;
        if (const auto value = leadingNumber(word)) {
            if (raw != nullptr)
                *raw = word;
            return value;
        }
    }
    return std::nullopt;
}

/// Equalizer APO takes a point before exactly three last digits for thousands ("1.000 Hz" of Room EQ Wizard).
double hertzOf(std::string word, double value)
{
    while (!word.empty() && (word.back() == 'z' || word.back() == 'H'))
        word.pop_back();
    const bool thousands =
        word.size() >= 5 && word[word.size() - 4] == '.' && word.find_first_of("eE") == std::string::npos;
    return thousands && value * 1000.0 <= kBeyondHearingHz ? value * 1000.0 : value;
}

double qOfOctaves(double octaves, double frequencyHz, double sampleRate)
{
    const double omega = 2.0 * std::numbers::pi * frequencyHz / sampleRate;
    return 1.0 / (2.0 * std::sinh(std::numbers::ln2 / 2.0 * octaves * omega / std::sin(omega)));
}

std::optional<dsp::BandKind> kindOf(const std::string &type)
{
    if (type == "PK" || type == "PEQ" || type == "Modal")
        return dsp::BandKind::Peak;
    if (type == "LS" || type == "LSC")
        return dsp::BandKind::LowShelf;
    if (type == "HS" || type == "HSC")
        return dsp::BandKind::HighShelf;
    return std::nullopt;
}

class Reader
{
public:
    explicit Reader(double sampleRate) : m_sampleRate(sampleRate) {}

    Result<ApoContent> read(std::string_view text)
    {
        for (const Line &line : linesOf(text))
            if (auto done = take(line); !done)
                return fail(done.error());
        if (!m_understood)
            return fail(ErrorCode::BadData,
                        "no line of it is an equaliser filter of Equalizer APO, such as \"Filter 1: "
                        "ON PK Fc 1000 Hz Gain 3 dB Q 1\"");
        return std::move(m_content);
    }

private:
    void note(const Line &line, const std::string &what)
    {
        m_content.notes.push_back(fmt::format("Line {}: {}", line.number, what));
    }

    Result<void> take(const Line &line)
    {
        const std::size_t colon = line.text.find(':');
        const std::size_t first = line.text.find_first_not_of(" \t");
        if (first == std::string::npos || line.text[first] == '#' || colon == std::string::npos)
            return {};
        const std::string command = line.text.substr(first, colon - first);
        const auto words = wordsOf(line.text.substr(colon + 1));
        if (command.starts_with("Filter"))
            return filter(line, words);
        if (command == "Preamp") {
            const auto gain = words.empty() ? std::nullopt : leadingNumber(words[0]);
            if (!gain || std::abs(*gain) > kLargestGainDb)
                return unusable(line, "a preamp is a number of dB from -120 to 120");
            m_content.chain.preampDb += *gain;
            m_understood = true;
        } else if (command == "GraphicEQ" || command == "Convolution" || command == "Channel" || command == "Copy" ||
                   command == "Delay" || command == "Include" || command == "Device" || command == "Stage" ||
                   command == "If") {
            note(line, command + " is left out: only filters are read.");
        }
        return {};
    }

    static Result<void> unusable(const Line &line, const std::string &why)
    {
        return fail(ErrorCode::BadData, fmt::format("line {}: {}", line.number, why));
    }

    Result<void> filter(const Line &line, const std::vector<std::string> &words)
    {
        if (words.empty())
            return {};
        m_understood = true;
        if (words[0] != "ON" || words.size() < 2 || words[1] == "None")
            return {};  // OFF
        const auto kind = kindOf(words[1]);
        if (!kind) {
            note(line, words[1] + " is left out: only peaks and shelves can be had here.");
            return {};
        }
        std::string raw;
        const auto frequency = after(words, "Fc", &raw);
        const auto gain = after(words, "Gain");
        if (!frequency || !gain) {
            note(line, "left out, as Equalizer APO does: it has no frequency or no gain.");
            return {};
        }
        dsp::Band band{*kind, hertzOf(raw, *frequency), *gain, 0.0};
        if (!(std::abs(band.gainDb) <= kLargestGainDb))
            return unusable(line, "a gain lies from -120 to 120 dB");
        if (*kind == dsp::BandKind::Peak)
            band.q = widthOfPeak(line, words, band);
        else if (!shelf(words, band))
            return unusable(line, "no such slope exists: up to 12 dB");
        if (!(band.q > 0.0 && band.q <= kLargestQ))
            return unusable(line, "a Q lies above 0 and up to 1000");
        if (!(band.frequencyHz > 0.0 && band.frequencyHz <= kHighestHz))
            return unusable(line, "a frequency lies above 0 Hz and up to 1 MHz");
        m_content.chain.bands.push_back(band);
        return {};
    }

    double widthOfPeak(const Line &line, const std::vector<std::string> &words, const dsp::Band &band)
    {
        if (const auto octaves = after(words, "Oct"))
            return qOfOctaves(*octaves, std::min(band.frequencyHz, 0.49 * m_sampleRate), m_sampleRate);
        if (const auto q = after(words, "Q"))
            return *q;
        note(line, "a peak without a width; Q 0.71 is taken.");
        return 1.0 / std::numbers::sqrt2;
    }

    static bool shelf(const std::vector<std::string> &words, dsp::Band &band)
    {
        const bool corner = words[1].back() != 'C';
        const auto slope = words.size() > 2 ? leadingNumber(words[2]) : std::nullopt;
        const auto q = after(words, "Q");
        if (slope)
            band.q = qOfSlope(*slope / 12.0, band.gainDb);
        else
            band.q = q ? *q : qOfSlope(kDefaultSlope, band.gainDb);
        if (!(band.q > 0.0))
            return false;
        if (corner && (slope || q))
            band.frequencyHz /= cornerOverCentre(band.kind, band.q, band.gainDb);
        return true;
    }

    double m_sampleRate;
    ApoContent m_content;
    bool m_understood = false;
};

}  // namespace

std::string writeEqualizerApo(const BiquadChain &chain, ShelfDialect dialect, const std::vector<std::string> &comment)
{
    std::string text;
    for (const std::string &line : comment)
        text += "# " + line + "\n";
    text += fmt::format("Preamp: {:.2f} dB\n", std::floor(chain.preampDb * 100.0) / 100.0);
    int number = 0;
    for (const dsp::Band &band : chain.bands)
        text += fmt::format("Filter {}: {}\n", ++number, filterLine(band, dialect));
    return text;
}

Result<ApoContent> readEqualizerApo(std::string_view text, double sampleRate)
{
    return Reader(sampleRate).read(text);
}

}  // namespace tonewright::eq_exchange
