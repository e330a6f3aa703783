// What describe() takes besides its results, counted at operator new: the bounds that its header states.
#include <QtTest/QTest>
#include <atomic>
#include <cstdlib>
#include <malloc.h>
#include <new>

#include "core/base/rng.h"
#include "core/dsp/describe.h"

namespace
{

std::atomic<std::size_t> allocated{0}, highest{0};

void *counted(std::size_t size)
{
    void *memory = std::malloc(size > 0 ? size : 1);
    if (memory == nullptr)
        throw std::bad_alloc();
    const std::size_t now = allocated += ::malloc_usable_size(memory);
    for (std::size_t before = highest; now > before && !highest.compare_exchange_weak(before, now);) {
    }
    return memory;
}

void release(void *memory) noexcept
{
    if (memory != nullptr)
        allocated -= ::malloc_usable_size(memory);
    std::free(memory);
}

}  // namespace

void *operator new(std::size_t size)
{
    return counted(size);
}
void operator delete(void *memory) noexcept
{
    release(memory);
}
void operator delete(void *memory, std::size_t) noexcept
{
    release(memory);
}

using namespace tonewright;
using namespace tonewright::dsp;

namespace
{

constexpr int kRate = 44100;
constexpr double kMegabyte = 1e6;

/// Ten minutes of noise under a slowly moving tone.
const std::vector<float> &tenMinutes()
{
    static const std::vector<float> signal = [] {
        Rng rng(3);
        std::vector<float> samples(std::size_t(600) * kRate);
        double phase = 0;
        for (std::size_t i = 0; i < samples.size(); ++i) {
            phase += 0.02 + 0.01 * double(i) / double(samples.size());
            samples[i] = float(0.4 * std::sin(phase) + 0.1 * rng.uniform(-1, 1));
        }
        return samples;
    }();
    return signal;
}

struct Use {
    double results = 0;  ///< MB that stay
    double besides = 0;  ///< MB at the highest moment, without those
    int frames = 0;
};

Use useOf(DescriptorSet wanted, const DescribeConfig &config = {})
{
    const auto &signal = tenMinutes();
    const std::size_t before = allocated;
    highest = before;
    const auto description = describe(signal, kRate, wanted, config);
    Use use;
    use.frames = description.value().frames;
    use.results = double(allocated - before) / kMegabyte;
    use.besides = double(highest - before) / kMegabyte - use.results;
    return use;
}

}  // namespace

class TestDescribeMemory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theCounterCounts()
    {
        const std::size_t before = allocated;
        highest = before;
        {
            const std::vector<double> large(1000000);
            QVERIFY(allocated - before >= 8000000);
        }
        QVERIFY(highest - before >= 8000000);
        QCOMPARE(std::size_t(allocated), before);
    }

    /// All that is made frame by frame: nothing but a block of frames is kept.
    void onePassTakesOneBlock()
    {
        const Use use = useOf({Descriptor::MeanPower, Descriptor::LogMel, Descriptor::Contrast, Descriptor::BandEnergy,
                               Descriptor::Centroid, Descriptor::Bandwidth, Descriptor::Rolloff, Descriptor::Flatness,
                               Descriptor::Crest, Descriptor::Rms, Descriptor::ZeroCrossingRate});
        QCOMPARE(use.frames, 51680);
        // Contrast grows by doubling, and its valleys are thrown away: 3 · 2 · 7 · 4 bytes a frame.
        QVERIFY2(use.besides < 1.0 + 168e-6 * use.frames, qPrintable(QString::number(use.besides)));
        // And the results are no more than what is asked for: 4 (128 + 7 + 4) + 8 · 7 bytes a frame; contrast
        // has room for the next doubling.
        QVERIFY2(use.results < 1.0 + 700e-6 * use.frames, qPrintable(QString::number(use.results)));
    }

    void mfccTakeTheLogMelMatrix()
    {
        const Use use = useOf(Descriptor::Mfcc);
        QVERIFY2(use.besides < 1.0 + 512e-6 * use.frames, qPrintable(QString::number(use.besides)));
    }

    /// The spectrogram would be 212 MB. Kept spectra stop at keptBytes; otherwise the transform runs twice.
    void secondPassKeepsNoMoreThanAllowed()
    {
        DescribeConfig config;
        for (const std::size_t kept : {std::size_t{0}, std::size_t{64} << 20}) {
            config.keptBytes = kept;
            QVERIFY(useOf(Descriptor::Slope, config).besides < 1.0 + double(kept) / kMegabyte);
        }
        config.keptBytes = std::size_t{300} << 20;
        const double besides = useOf(Descriptor::Slope, config).besides;
        QVERIFY2(besides > 200 && besides < 1.0 + double(config.keptBytes) / kMegabyte,
                 qPrintable(QString::number(besides)));
    }

    /// Each has frames of its own and no spectrogram: 1.3 kB a frame and the samples (at a multiple of their rate below
    /// 20 kHz only), the samples, 60 kB a second.
    void pitchKeyAndRhythmTakeWhatTheyState()
    {
        const double signal = 4e-6 * double(tenMinutes().size()), seconds = double(tenMinutes().size()) / kRate;
        const Use pitch = useOf(Descriptor::Pitch), key = useOf(Descriptor::Key), rhythm = useOf(Descriptor::Rhythm);
        QVERIFY2(pitch.besides < 2.0 + signal + 1.3e-3 * pitch.frames, qPrintable(QString::number(pitch.besides)));
        QVERIFY2(key.besides < 2.0 + signal, qPrintable(QString::number(key.besides)));
        QVERIFY2(rhythm.besides < 2.0 + 60e-3 * seconds, qPrintable(QString::number(rhythm.besides)));
    }

    void chromaTakesItsPeaks()
    {
        DescribeConfig config;
        config.keptBytes = 0;
        const Use use = useOf(Descriptor::Chroma, config);
        QVERIFY2(use.besides < 1.0 + 60 * 24e-6 * use.frames, qPrintable(QString::number(use.besides)));
    }
};

QTEST_GUILESS_MAIN(TestDescribeMemory)
#include "tst_describe_memory.moc"
