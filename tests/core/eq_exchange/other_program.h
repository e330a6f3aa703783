#pragma once

#include <QtTest/QTest>
#include <algorithm>
#include <cmath>
#include <complex>
#include <functional>
#include <numbers>
#include <vector>

#include "core/dsp/equaliser.h"
#include "core/dsp/real_fft.h"
#include "core/eq_exchange/biquad_chain.h"
#include "core/study/equaliser_setting.h"

/// What stands on the other side of an exported file: the filters that other programs' documentation names, written
/// from the RBJ cookbook's analogue prototypes, and what Tonewright itself makes of a setting, measured on sound.
namespace tonewright::test
{

using Kind = EqualiserSetting::Kind;

/// |H| in dB of a band by its analogue prototype, seen through the bilinear transform: s = i tan(ω/2) / tan(ω₀/2).
inline double cookbookDb(Kind kind, double centreHz, double gainDb, double q, double hertz, double sampleRate)
{
    const double a = std::pow(10.0, gainDb / 40.0), w = std::sqrt(a) / q;
    const std::complex<double> s(0.0, std::tan(std::numbers::pi * hertz / sampleRate) /
                                          std::tan(std::numbers::pi * centreHz / sampleRate));
    std::complex<double> h;
    if (kind == Kind::Peak)
        h = (s * s + s * (a / q) + 1.0) / (s * s + s / (a * q) + 1.0);
    else if (kind == Kind::LowShelf)
        h = a * (s * s + w * s + a) / (a * s * s + w * s + 1.0);
    else
        h = a * (a * s * s + w * s + 1.0) / (s * s + w * s + a);
    return 20.0 * std::log10(std::abs(h));
}

struct OtherBand {
    Kind kind = Kind::Peak;
    double frequencyHz = 0, gainDb = 0, q = 0;
};

struct OtherProgram {
    double preampDb = 0;
    std::vector<OtherBand> bands;

    [[nodiscard]] double gainDb(double hertz, double sampleRate) const
    {
        double sum = 0;
        for (const OtherBand &band : bands)
            sum += cookbookDb(band.kind, band.frequencyHz, band.gainDb, band.q, hertz, sampleRate);
        return sum;
    }
};

/// dB that Tonewright's own renderer gives each bin of a click in the middle of silence, bins 0 … n/2 of the rate.
inline std::vector<double> renderedDb(const EqualiserSetting &setting, int n = 1 << 17)
{
    std::vector<double> sound(static_cast<std::size_t>(n), 0.0);
    sound[sound.size() / 2] = 1.0;
    const auto mode = setting.passes == 2 ? dsp::FilterMode::ZeroPhase : dsp::FilterMode::Causal;
    for (const auto &band : setting.bands)
        sound = dsp::applyBand(sound, eq_exchange::toBand(band), mode, setting.sampleRate);
    dsp::RealFft<double> fft(n);
    std::copy(sound.begin(), sound.end(), fft.time().begin());
    std::vector<double> gains;
    for (const auto bin : fft.run())
        gains.push_back(20.0 * std::log10(std::abs(bin)));
    return gains;
}

/// Largest difference in dB between rendered sound and a program's response at the setting's own rate, 20 Hz to 20 kHz
/// or 0.45 of the rate.
inline double residualDb(const EqualiserSetting &setting, const std::function<double(double)> &programDb)
{
    const auto rendered = renderedDb(setting);
    const double binHz = setting.sampleRate / (2.0 * double(rendered.size() - 1));
    double worst = 0;
    for (std::size_t i = 0; i < rendered.size(); ++i)
        if (const double hertz = binHz * double(i);
            hertz >= 20.0 && hertz <= std::min(20000.0, 0.45 * setting.sampleRate))
            worst = std::max(worst, std::abs(programDb(hertz) - rendered[i]));
    return worst;
}

struct NamedSetting {
    const char *name;
    EqualiserSetting setting;
};

/// A study's decisions of every kind. The narrow ones stay above 100 Hz: a click of 3 s holds their response.
inline std::vector<NamedSetting> namedSettings()
{
    const std::vector<EqualiserSetting::Band> mild{{Kind::LowShelf, 200, 3.0, 0.9},
                                                   {Kind::Peak, 1500, -4.0, 1.0},
                                                   {Kind::Peak, 7000, 5.0, 1.2},
                                                   {Kind::HighShelf, 12000, -3.0, 0.8}};
    const std::vector<EqualiserSetting::Band> strong{{Kind::LowShelf, 60, 24.0, 0.1},
                                                     {Kind::Peak, 600, -24.0, 18.0},
                                                     {Kind::Peak, 8800, 19.0, 4.0},
                                                     {Kind::HighShelf, 15000, 12.0, 2.0}};
    auto squeezed = mild;
    squeezed[3] = {Kind::HighShelf, 16000, 4.5, 0.8};  // at 22.05 kHz it acts at 10473.75 Hz
    return {{"mild, forward and backward", {mild, 2, 44100}},
            {"mild, causal", {mild, 1, 44100}},
            {"strong, forward and backward", {strong, 2, 44100}},
            {"strong, causal, 48 kHz", {strong, 1, 48000}},
            {"beyond Nyquist, 22.05 kHz", {squeezed, 2, 22050}}};
}

inline void addSettingRows()
{
    QTest::addColumn<int>("index");
    const auto settings = namedSettings();
    for (int i = 0; i < int(settings.size()); ++i)
        QTest::newRow(settings[std::size_t(i)].name) << i;
}

}  // namespace tonewright::test
