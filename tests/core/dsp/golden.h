#pragma once

#include <QtTest/QTest>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/audio/audio_buffer.h"
#include "core/dsp/mel.h"
#include "tests/support/npy.h"

/// Reference numbers of tests/golden (see the README there).
namespace tonewright::test
{

inline std::filesystem::path goldenFile(const std::string &name)
{
    return std::filesystem::path(TW_TEST_DATA) / "golden" / name;
}

inline Npy golden(const std::string &name)
{
    return readNpy(goldenFile(name + ".npy"));
}

/// Reads the WAV files of tests/golden: one channel of 32-bit floats. Not core/audio's reader, so that an error there
/// can't hide one here.
inline Clip readFloatWav(const std::filesystem::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    const auto number = [&](std::size_t at) {
        std::uint32_t value = 0;
        std::memcpy(&value, bytes.data() + at, sizeof value);
        return value;
    };
    Clip clip;
    for (std::size_t at = 12; at + 8 <= bytes.size(); at += 8 + number(at + 4)) {
        if (bytes.compare(at, 4, "fmt ") == 0)
            clip.sampleRate = int(number(at + 12));
        if (bytes.compare(at, 4, "data") == 0 && at + 8 + number(at + 4) <= bytes.size()) {
            clip.samples.resize(number(at + 4) / sizeof(float));
            std::memcpy(clip.samples.data(), bytes.data() + at + 8, clip.samples.size() * sizeof(float));
        }
    }
    if (clip.samples.empty())
        throw std::runtime_error("not a float WAV file: " + file.string());
    return clip;
}

/// One of the reference input signals: music, sweep, tone, noise, eq_raw, eq_reference, or silence (one second).
inline Clip goldenClip(const std::string &name)
{
    if (name == "silence")
        return {22050, std::vector<float>(22050, 0.0F)};
    return readFloatWav(goldenFile(name + ".wav"));
}

/// How far numbers may lie from the reference: |actual − expected| ≤ relative · |expected| + absolute.
struct Tolerance {
    double relative = 0;
    double absolute = 0;
};

/// Empty if all values fit; otherwise what differs most.
template <class Actual>
QString differenceFrom(std::size_t count, Actual actual, const std::vector<double> &expected, Tolerance tolerance)
{
    if (count != expected.size())
        return QStringLiteral("%1 values instead of %2").arg(count).arg(expected.size());
    double worst = 1.0;
    QString message;
    for (std::size_t i = 0; i < count; ++i) {
        const double difference = std::abs(double(actual(i)) - expected[i]);
        const double share = difference / (tolerance.relative * std::abs(expected[i]) + tolerance.absolute + 1e-300);
        if (share <= worst)
            continue;
        worst = std::isnan(share) ? INFINITY : share;
        message = QStringLiteral("value %1 is %2 instead of %3 (%4 times the tolerance)")
                      .arg(i)
                      .arg(double(actual(i)), 0, 'g', 9)
                      .arg(expected[i], 0, 'g', 9)
                      .arg(share);
        if (std::isnan(difference))
            return message;
    }
    return message;
}

template <class T>
QString differenceFrom(const std::vector<T> &actual, const std::vector<double> &expected, Tolerance tolerance)
{
    return differenceFrom(
        actual.size(), [&](std::size_t i) { return actual[i]; }, expected, tolerance);
}

/// Ours is [frame][band], the reference tool's is [band][frame].
inline QString differenceFrom(const dsp::FeatureMatrix &actual, const Npy &expected, Tolerance tolerance)
{
    if (expected.rows() != std::size_t(actual.bands) || expected.columns() != std::size_t(actual.frames))
        return QStringLiteral("shape differs");
    return differenceFrom(
        expected.values.size(),
        [&](std::size_t i) { return actual.at(int(i % expected.columns()), int(i / expected.columns())); },
        expected.values, tolerance);
}

}  // namespace tonewright::test

/// `problem` is what differenceFrom() returned.
#define TW_MATCHES(problem)                                                                                            \
    do {                                                                                                               \
        const QString twProblem = (problem);                                                                           \
        QVERIFY2(twProblem.isEmpty(), qPrintable(twProblem));                                                          \
    } while (false)
