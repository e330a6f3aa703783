#include "core/audio/page_feeder.h"

#include <QtTest/QTest>
#include <atomic>
#include <filesystem>
#include <thread>

#include "core/audio/audio_file.h"
#include "core/audio/rt/abc_mixer.h"
#include "tests/core/audio/mixer_signals.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::mixer_signals;

namespace
{

constexpr std::int64_t kPage = PagedSound::kPageFrames;

PageFeeder::MakeReader reading(const Buffer &buffer)
{
    return [buffer]() -> Result<std::unique_ptr<FrameReader>> { return std::make_unique<BufferReader>(buffer); };
}

PageFeeder::Format formatOf(const Buffer &buffer)
{
    return {static_cast<std::int64_t>(buffer->frames()), static_cast<int>(buffer->channels.size()), buffer->sampleRate};
}

/// A page that a test fills by hand.
PagedSound::Page pageOf(const PagedSound &sound, const Buffer &buffer, std::int64_t index)
{
    auto page = sound.makePage();
    const std::int64_t begin = index * kPage;
    const std::int64_t count = std::min(kPage, sound.frames() - begin);
    std::copy_n(buffer->channels[0].begin() + begin, count, page.get());
    return page;
}

/// Says of each read which frames were asked for.
class Watched final : public FrameReader
{
public:
    Watched(const Buffer &buffer, std::shared_ptr<std::atomic<int>> reads) : m_inner(buffer), m_reads(std::move(reads))
    {
    }
    int sampleRate() const override { return m_inner.sampleRate(); }
    int channels() const override { return m_inner.channels(); }
    std::int64_t frames() const override { return m_inner.frames(); }
    Result<void> read(std::int64_t begin, std::int64_t count, float *const *out) override
    {
        ++*m_reads;
        return m_inner.read(begin, count, out);
    }

private:
    BufferReader m_inner;
    std::shared_ptr<std::atomic<int>> m_reads;
};

std::vector<std::vector<float>> readAll(FrameReader &reader, std::int64_t begin, std::int64_t count)
{
    std::vector<std::vector<float>> rows(static_cast<std::size_t>(reader.channels()),
                                         std::vector<float>(static_cast<std::size_t>(count), NAN));
    std::vector<float *> pointers;
    for (auto &row : rows)
        pointers.push_back(row.data());
    const auto read = reader.read(begin, count, pointers.data());
    if (!read)
        qFatal("%s", read.error().describe().c_str());
    return rows;
}

}  // namespace

/// Sounds that are played from pages: nothing of it is heard, but where a page is missing.
class TestPageFeeder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pagesSoundLikeTheWhole_data();
    void pagesSoundLikeTheWhole();
    void aMissingPageFadesOutAndInAndIsCounted();
    void aMissingStartOfALoopDoesNotClick();
    void bringsWhatIsHeardNext();
    void keepsFewPagesOfALongSound();
    void pagesInUseAreNotFreed();
    void forgetsWhatNobodyHolds();
    void anUnreadableSoundIsSilentAndTold();
    void readsFilesAnywhere();
    void resamplesPieceByPieceLikeTheWhole_data();
    void resamplesPieceByPieceLikeTheWhole();
    void renderAndFeedSideBySide();
};

void TestPageFeeder::pagesSoundLikeTheWhole_data()
{
    QTest::addColumn<double>("speed");
    QTest::addColumn<bool>("loops");
    QTest::newRow("straight") << 1.0 << false;
    QTest::newRow("in a loop") << 1.0 << true;
    QTest::newRow("faster, in a loop") << 1.5 << true;
}

void TestPageFeeder::pagesSoundLikeTheWhole()
{
    QFETCH(double, speed);
    QFETCH(bool, loops);
    const Buffer whole = noise(5 * kRate, 1);
    const Buffer other = noise(5 * kRate, 2);
    AbcMixer expected, mixer;
    PageFeeder feeder(mixer.epoch());
    const auto paged = feeder.add(formatOf(whole), reading(whole));
    expected.setSources({whole, whole, other}, kRate);
    mixer.setSources({paged, whole, feeder.add(formatOf(other), reading(other))}, kRate);
    for (AbcMixer *one : {&expected, &mixer}) {
        one->setSpeed(speed);
        one->setLoopRegion({2 * kPage - 100, 5 * kPage + 77});
        one->setLooping(loops);
        one->play();
    }
    for (int block = 0; block < 300; ++block) {
        feeder.setFocus({mixer.renderPosition(), mixer.loop()});
        feeder.waitUntilFed();
        if (block == 60 || block == 120)
            for (AbcMixer *one : {&expected, &mixer})
                one->select(block == 60 ? AbcSource::Difference : AbcSource::Reference);
        QCOMPARE(take(mixer, 480), take(expected, 480));
    }
    QCOMPARE(feeder.gaps(), std::uint64_t(0));
}

// Goal: an underrun is counted when a page is missing, with silence and a fade.
void TestPageFeeder::aMissingPageFadesOutAndInAndIsCounted()
{
    const Buffer tone = sine(4 * kPage);
    const auto gaps = std::make_shared<std::atomic<std::uint64_t>>(0);
    const auto sound = std::make_shared<PagedSound>(4 * kPage, 1, kRate, gaps);
    for (const std::int64_t index : {0, 2, 3})
        sound->publish(index, pageOf(*sound, tone, index));
    AbcMixer mixer;
    startPlaying(mixer, {std::shared_ptr<const PagedSound>(sound), nullptr, nullptr});
    const Samples before = take(mixer, kPage - 2 * kFade);
    QCOMPARE(distance(before, tone, kFade), 0.0F);
    const Samples across = take(mixer, kPage + 4 * kFade);  // from kFade before the gap to 3 fades after
    // The step of a fade is the tone's own plus the slope of the fade.
    const float most = largestStep(before) + 0.8F / kFade * 1.01F;
    QVERIFY2(largestStep(across) <= most, qPrintable(QString::number(largestStep(across))));
    const Samples gap(across.begin() + kFade, across.begin() + kFade + kPage);
    QCOMPARE(peak(gap), 0.0F);
    QCOMPARE(gaps->load(), std::uint64_t(1));
    QCOMPARE(distance(take(mixer, kFade), tone, 2 * kPage + 3 * kFade), 0.0F);
}

void TestPageFeeder::aMissingStartOfALoopDoesNotClick()
{
    const Buffer tone = aperiodicSine(8 * kPage);
    const auto sound = std::make_shared<PagedSound>(8 * kPage, 1, kRate);
    for (const std::int64_t index : {0, 5, 6, 7})
        sound->publish(index, pageOf(*sound, tone, index));
    AbcMixer mixer;
    mixer.setSources({std::shared_ptr<const PagedSound>(sound), nullptr, nullptr}, kRate);
    // Pre-roll there, start missing; and both missing.
    for (const std::int64_t start : {kPage + 10, 2 * kPage + 1000}) {
        mixer.setLoopRegion({start, 6 * kPage});
        mixer.setLooping(true);
        mixer.seek(5 * kPage);
        mixer.play();
        const Samples heard = take(mixer, 3 * kPage);
        const float most = largestStep({tone->channels[0]}) + 2 * 0.8F / kFade;
        QVERIFY2(largestStep(heard) <= most, qPrintable(QString::number(largestStep(heard))));
        QVERIFY(peak(heard) > 0.7F);
    }
}

void TestPageFeeder::bringsWhatIsHeardNext()
{
    const Buffer buffer = noise(60 * kRate, 1);
    AbcMixer mixer;
    PageFeeder feeder(mixer.epoch());
    bool told = false;
    const auto sound = feeder.add(formatOf(buffer), reading(buffer), [&](const Result<void> &r) { told = bool(r); });
    feeder.setFocus({20 * kRate, {10 * kRate, 21 * kRate}});
    feeder.waitUntilFed();
    QVERIFY(told);
    const auto has = [&](double seconds) { return sound->has(std::llround(seconds * kRate)); };
    QVERIFY(has(20) && has(20.99) && has(10) && has(11.9) && has(9.98) && has(21.02));
    QVERIFY(!has(5) && !has(15) && !has(25));
    feeder.setFocus({40 * kRate, {}});
    feeder.waitUntilFed();
    QVERIFY(has(40) && has(42.9) && !has(44));
}

void TestPageFeeder::keepsFewPagesOfALongSound()
{
    const Buffer buffer = noise(70 * kPage + 1, 1);
    AbcMixer mixer;
    PageFeeder feeder(mixer.epoch());
    const auto reads = std::make_shared<std::atomic<int>>(0);
    const auto sound = feeder.add(formatOf(buffer), [&]() -> Result<std::unique_ptr<FrameReader>> {
        return std::make_unique<Watched>(buffer, reads);
    });
    for (std::int64_t page = 0; page < 71; ++page) {
        feeder.setFocus({page * kPage, {}});
        feeder.waitUntilFed();
    }
    QCOMPARE(reads->load(), 71);  // each once
    std::int64_t here = 0;
    for (std::int64_t page = 0; page < sound->pages(); ++page)
        here += sound->hasPage(page);
    QCOMPARE(here, PageFeeder::kMostPages);
    QVERIFY(!sound->hasPage(0));
    QVERIFY(sound->hasPage(70));
}

void TestPageFeeder::pagesInUseAreNotFreed()
{
    RenderEpoch epoch;
    const auto idle = epoch.ticket();
    QVERIFY(!epoch.mayBeInUse(idle));
    epoch.enter();
    const auto during = epoch.ticket();
    QVERIFY(epoch.mayBeInUse(during));
    QVERIFY(!epoch.mayBeInUse(idle));
    epoch.leave();
    QVERIFY(!epoch.mayBeInUse(during));
    epoch.enter();
    QVERIFY(!epoch.mayBeInUse(during));  // another rendering: it began after the page was taken away
}

void TestPageFeeder::forgetsWhatNobodyHolds()
{
    const Buffer buffer = noise(kRate, 1);
    std::weak_ptr<const AudioBuffer> held = buffer;
    AbcMixer mixer;
    PageFeeder feeder(mixer.epoch());
    {
        auto mine = std::make_shared<AudioBuffer>(*buffer);
        held = mine;
        const auto sound = feeder.add(formatOf(mine), reading(mine));
        feeder.waitUntilFed();
        QVERIFY(sound->has(0));
    }
    feeder.setFocus({1, {}});
    feeder.waitUntilFed();
    QVERIFY(held.expired());
}

void TestPageFeeder::anUnreadableSoundIsSilentAndTold()
{
    AbcMixer mixer;
    PageFeeder feeder(mixer.epoch());
    std::string told;
    const auto sound = feeder.add(
        {kRate, 1, kRate},
        []() -> Result<std::unique_ptr<FrameReader>> {
            auto reader = FileFrameReader::open("nowhere.wav");
            return reader ? Result<std::unique_ptr<FrameReader>>(std::move(*reader)) : fail(reader.error());
        },
        [&](const Result<void> &result) { told = result ? "" : result.error().describe(); });
    feeder.waitUntilFed();
    QVERIFY2(told.find("nowhere.wav") != std::string::npos, told.c_str());
    startPlaying(mixer, {sound, nullptr, nullptr});
    QCOMPARE(peak(take(mixer, 1000)), 0.0F);
    QCOMPARE(feeder.gaps(), std::uint64_t(0));
}

void TestPageFeeder::readsFilesAnywhere()
{
    const test::TemporaryFolder folder;
    const Buffer left = noise(50000, 1), right = noise(50000, 2);
    AudioBuffer stereo{kRate, {left->channels[0], right->channels[0]}};
    AudioBuffer three{kRate, {left->channels[0], right->channels[0], right->channels[0]}};
    QVERIFY(writeWav(folder.path() / "two.wav", stereo));
    QVERIFY(writeWav(folder.path() / "three.wav", three));
    auto two = FileFrameReader::open(folder.path() / "two.wav");
    auto mean = FileFrameReader::open(folder.path() / "three.wav");
    QVERIFY(two && mean);
    QCOMPARE((*two)->channels(), 2);
    QCOMPARE((*mean)->channels(), 1);
    BufferReader expected(std::make_shared<AudioBuffer>(stereo));
    for (const std::int64_t begin : {-100, 0, 20000, 20100, 100, 49950, 60000})
        QCOMPARE(readAll(**two, begin, 100), readAll(expected, begin, 100));
    QCOMPARE(readAll(**two, -10, 50020), readAll(expected, -10, 50020));
    const float sum = left->channels[0][7] + right->channels[0][7] + right->channels[0][7];
    QCOMPARE(readAll(**mean, 7, 1)[0][0], sum * (1.0F / 3.0F));
}

void TestPageFeeder::resamplesPieceByPieceLikeTheWhole_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::newRow("CD to studio") << 44100 << 48000;
    QTest::newRow("studio to CD") << 48000 << 44100;
    QTest::newRow("half") << 22050 << 44100;
    QTest::newRow("high") << 192000 << 44100;
    QTest::newRow("odd") << 11025 << 48000;
}

void TestPageFeeder::resamplesPieceByPieceLikeTheWhole()
{
    QFETCH(int, from);
    QFETCH(int, to);
    auto source = std::make_shared<AudioBuffer>(*noise(2 * from + 123, 1));
    source->sampleRate = from;
    const AudioBuffer whole = resample(*source, to);
    ResampledReader reader(std::make_unique<BufferReader>(source), to);
    QCOMPARE(reader.frames(), static_cast<std::int64_t>(whole.frames()));
    Samples pieces;
    for (std::int64_t begin = 0; begin < reader.frames(); begin += kPage)
        append(pieces, readAll(reader, begin, std::min(kPage, reader.frames() - begin))[0]);
    float largest = 0;
    for (std::size_t i = 0; i < pieces.size(); ++i)
        largest = std::max(largest, std::fabs(pieces[i] - whole.channels[0][i]));
    // −120 dB of noise of amplitude 0.5: what a piece lacks beyond its surroundings, and single precision.
    QVERIFY2(largest < 1e-6F, qPrintable(QString::number(largest)));
}

void TestPageFeeder::renderAndFeedSideBySide()
{
    // For the thread sanitizer, and that nothing is heard which isn't in the source.
    const Buffer tone = constant(200 * kPage, 0.25);
    AbcMixer mixer;
    PageFeeder feeder(mixer.epoch());
    mixer.setSources({feeder.add(formatOf(tone), reading(tone)), nullptr, nullptr}, kRate);
    mixer.play();
    std::atomic<bool> stop{false};
    std::atomic<float> highest{0};
    std::thread audio([&] {
        Samples block(960);
        while (!stop) {
            mixer.render(block.data(), 480);
            highest = std::max(highest.load(), peak(block));
            std::this_thread::yield();
        }
    });
    for (int i = 0; i < 60; ++i) {
        mixer.seek((i * 37) % 200 * kPage);
        feeder.setFocus({(i * 37) % 200 * kPage, {}});
        QTest::qSleep(2);
        mixer.collectGarbage();
    }
    stop = true;
    audio.join();
    QVERIFY(highest <= 0.25F);
}

QTEST_GUILESS_MAIN(TestPageFeeder)
#include "tst_page_feeder.moc"
