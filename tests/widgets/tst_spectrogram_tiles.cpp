#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <thread>

#include "core/audio/audio_file.h"
#include "core/base/rng.h"
#include "tests/support/near.h"
#include "tests/widgets/synthetic.h"
#include "widgets/spectrogram/spectrogram_picture.h"
#include "widgets/spectrogram/spectrogram_render.h"

using namespace tonewright;
namespace fs = std::filesystem;

namespace
{

constexpr SpectrogramAnalysis kSmall{.windowSamples = 256, .hopSamples = 64};

Clip noise(int samples, int sampleRate = 8000)
{
    Clip clip{sampleRate, std::vector<float>(std::size_t(samples))};
    Rng rng(5);
    for (float &sample : clip.samples)
        sample = float(0.1 * rng.normal());
    return clip;
}

std::shared_ptr<const SampleSource> inMemory(Clip clip)
{
    return std::make_shared<const ClipSource>(synthetic::share(std::move(clip)));
}

/// Counts what is read of a sound, and pretends to be worth keeping on disk.
class CountingSource : public SampleSource
{
public:
    explicit CountingSource(Clip clip) : m_clip(synthetic::share(std::move(clip))), m_source(m_clip) {}
    [[nodiscard]] int sampleRate() const override { return m_source.sampleRate(); }
    [[nodiscard]] std::int64_t frames() const override { return m_source.frames(); }
    [[nodiscard]] Result<void> read(std::int64_t begin, std::span<float> out) const override
    {
        ++reads;
        samples += std::int64_t(out.size());
        if (broken)
            return fail(ErrorCode::BadData, "is broken.", "a file");
        return m_source.read(begin, out);
    }
    [[nodiscard]] Result<std::string> contentKey() const override { return key; }
    [[nodiscard]] bool inMemory() const override { return false; }

    mutable std::atomic<int> reads = 0;
    mutable std::atomic<std::int64_t> samples = 0;
    std::string key = "0123456789abcdef";
    bool broken = false;

private:
    std::shared_ptr<const Clip> m_clip;
    ClipSource m_source;
};

TileStorePtr storeIn(const QTemporaryDir &folder)
{
    return std::make_shared<TileStore>(TileCache::kMostBytes, folder.path().toStdString());
}

std::vector<fs::path> filesIn(const fs::path &folder)
{
    std::vector<fs::path> files;
    for (const auto &entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file())
            files.push_back(entry.path());
    return files;
}

std::uintmax_t bytesIn(const fs::path &folder)
{
    std::uintmax_t sum = 0;
    for (const fs::path &file : filesIn(folder))
        sum += fs::file_size(file);
    return sum;
}

}  // namespace

class TestSpectrogramTiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void framesAreCounted()
    {
        SpectrogramSound sound(inMemory(noise(64 * 1000)), kSmall, makeTemporaryStore());
        QCOMPARE(sound.frames(), 1001);  // one every hop, and that at the end
        QCOMPARE(sound.frames(1), 251);
        QCOMPARE(sound.tiles(0), 8);
        QCOMPARE(sound.tiles(1), 2);
        QCOMPARE(sound.tile(0, 7)->frames, 1001 - 7 * 128);
        QVERIFY(sound.tile(0, 8) == nullptr);
        QCOMPARE(sound.levelFor(0.008), 0);
        QCOMPARE(sound.levelFor(0.0319), 0);
        QCOMPARE(sound.levelFor(0.032), 1);  // four hops of 8 ms
        QCOMPARE(sound.levelFor(0.128), 2);
    }

    void aTileIsTheTransform()
    {
        // Against the direct definition, at a frame within the sound and at the first, half of whose window is empty.
        const Clip clip = noise(20000);
        const auto tile = computeTile(*inMemory(clip), kSmall, 0, 1, TileDetail::Sharp, {});
        const auto firstTile = computeTile(*inMemory(clip), kSmall, 0, 0, TileDetail::Sharp, {});
        for (const auto &[levels, frame] : {std::pair((*tile)->frame(3), 131), std::pair((*firstTile)->frame(0), 0)}) {
            for (const int bin : {1, 17, 100}) {
                double re = 0, im = 0;
                for (int n = 0; n < 256; ++n) {
                    const int sample = frame * 64 - 128 + n;
                    const double value = sample < 0 ? 0 : clip.samples[std::size_t(sample)];
                    const double w = 0.5 - 0.5 * std::cos(2 * M_PI * n / 256);
                    re += w * value * std::cos(2 * M_PI * bin * n / 256);
                    im -= w * value * std::sin(2 * M_PI * bin * n / 256);
                }
                const double db = 20 * std::log10(std::hypot(re, im) / 64);
                TW_COMPARE_NEAR(levels[bin] * 0.01, db, 0.006);  // rounded to hundredths
            }
        }
    }

    void levelsHoldTheLoudest()
    {
        const auto source = inMemory(noise(64 * 1500));
        for (const int level : {1, 2}) {
            const TilePtr direct = *computeTile(*source, kSmall, level, 0, TileDetail::Sharp, {});
            SpectrogramSound sound(source, kSmall, makeTemporaryStore());
            const std::int64_t each = framesPerFrame(level);
            for (int frame = 0; frame < direct->frames; frame += 7)
                for (const int bin : {0, 40, 128}) {
                    std::int16_t loudest = INT16_MIN;
                    for (std::int64_t f = frame * each; f < std::min((frame + 1) * each, sound.frames()); ++f)
                        loudest = std::max(loudest, sound.tile(0, f / kTileFrames)->frame(int(f % kTileFrames))[bin]);
                    QCOMPARE(direct->frame(frame)[bin], loudest);
                }
            // Put together from those below: the same numbers.
            std::vector<TilePtr> below;
            for (std::int64_t i = 0; i < std::min<std::int64_t>(kLevelFactor, sound.tiles(level - 1)); ++i)
                below.push_back(sound.tile(level - 1, i));
            QVERIFY(foldTiles(below)->centiDb == direct->centiDb);
        }
    }

    void coarseLooksAtTheMiddle()
    {
        const auto source = inMemory(noise(64 * 1500));
        const TilePtr coarse = *computeTile(*source, kSmall, 2, 0, TileDetail::Coarse, {});
        SpectrogramSound sound(source, kSmall, makeTemporaryStore());
        for (const int frame : {0, 5, 50})
            QCOMPARE(coarse->frame(frame)[33],
                     sound.tile(0, (frame * 16 + 8) / 128)->frame((frame * 16 + 8) % 128)[33]);
    }

    void theLastBitsDontDependOnThreads()
    {
        const auto source = inMemory(noise(64 * 3000));
        std::vector<TilePtr> made(4);
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < made.size(); ++i)
            threads.emplace_back([&, i] { made[i] = *computeTile(*source, kSmall, 2, 1, TileDetail::Sharp, {}); });
        for (std::thread &thread : threads)
            thread.join();
        for (const TilePtr &tile : made)
            QVERIFY(tile->centiDb == made.front()->centiDb);
    }

    void oddSamplesAreSilence()
    {
        Clip clip{8000, std::vector<float>(5000, 0.0F)};
        clip.samples[100] = NAN;
        clip.samples[2500] = INFINITY;
        clip.samples[4000] = 1e20F;
        clip.samples[4500] = 1e-42F;  // denormal
        const TilePtr tile = *computeTile(*inMemory(clip), kSmall, 0, 0, TileDetail::Sharp, {});
        for (const std::int16_t level : tile->centiDb)
            QVERIFY(level >= -16000 && level <= 32000);
        QCOMPARE(tile->frame(1)[10], std::int16_t(-16000));   // with the NaN
        QCOMPARE(tile->frame(20)[10], std::int16_t(-16000));  // nothing
    }

    void memoryIsBounded()
    {
        const auto tile = [] {
            auto one = std::make_shared<SpectrogramTile>();
            one->frames = 1, one->bins = 500;
            one->centiDb.resize(500);
            return TilePtr(one);
        };
        TileCache cache(3 * tile()->bytes());
        const std::uint64_t sound = cache.newSound();
        QVERIFY(cache.newSound() != sound);
        const auto key = [sound](std::int64_t index) { return TileCache::Key{sound, index, 0, TileDetail::Sharp}; };
        TilePtr held = tile();
        cache.insert(key(0), held);
        for (int i = 1; i < 3; ++i)
            cache.insert(key(i), tile());
        QVERIFY(cache.find(key(1)));  // used just now: 2 is the one that isn't, after 0
        cache.insert(key(3), tile());
        QCOMPARE(cache.bytes(), 3 * tile()->bytes());
        QVERIFY(cache.find(key(0)) == held);  // counted no more, but somebody has it
        cache.insert(key(4), tile());
        QVERIFY(!cache.find(key(2)));
        QVERIFY(cache.find(key(1)));
        held.reset();
        QVERIFY(!cache.find(key(0)));
        cache.forget(sound);
        QCOMPARE(cache.bytes(), std::size_t(0));
        QVERIFY(!cache.find(key(4)));
    }

    void tilesLeaveTheMemoryWithTheirSound()
    {
        const auto store = makeTemporaryStore();
        {
            SpectrogramSound sound(inMemory(noise(64 * 1000)), kSmall, store);
            sound.tile(0, 0);
            QVERIFY(store->memory.bytes() > 0);
        }
        QCOMPARE(store->memory.bytes(), std::size_t(0));
    }

    void theDiskRemembers()  // WISHES B9
    {
        const QTemporaryDir folder;
        const auto source = std::make_shared<CountingSource>(noise(64 * 3000));
        TilePtr first;
        {
            SpectrogramSound sound(source, kSmall, storeIn(folder));
            first = sound.tile(2, 0);
            QVERIFY(source->reads > 0);
        }
        source->reads = 0;
        SpectrogramSound again(source, kSmall, storeIn(folder));
        QVERIFY(again.tile(2, 0)->centiDb == first->centiDb);
        QCOMPARE(source->reads.load(), 0);

        // Every part of the key decides.
        const auto readsWith = [&](const SpectrogramAnalysis &analysis, const std::string &key) {
            source->reads = 0;
            source->key = key;
            SpectrogramSound other(source, analysis, storeIn(folder));
            other.tile(2, 0);
            return source->reads.load();
        };
        const std::string key = source->key;
        QCOMPARE(readsWith(kSmall, key), 0);
        QVERIFY(readsWith({.windowSamples = 256, .hopSamples = 128}, key) > 0);
        QVERIFY(readsWith({.windowSamples = 512, .hopSamples = 64}, key) > 0);
        QVERIFY(readsWith({.windowSamples = 256, .hopSamples = 64, .window = dsp::WindowShape::Hamming}, key) > 0);
        QVERIFY(readsWith(kSmall, "fedcba9876543210") > 0);
        source->reads = 0;
        source->key = key;
        SpectrogramSound closer(source, kSmall, storeIn(folder));
        closer.tile(1, 0);
        QVERIFY(source->reads > 0);
        source->reads = 0;
        closer.tile(2, 1);
        QVERIFY(source->reads > 0);
    }

    void damagedFilesAreMadeAnew_data()
    {
        QTest::addColumn<std::function<void(const fs::path &)>>("damage");
        using Damage = std::function<void(const fs::path &)>;
        QTest::newRow("cut short") << Damage([](const fs::path &file) { fs::resize_file(file, 1000); });
        QTest::newRow("empty") << Damage([](const fs::path &file) { fs::resize_file(file, 0); });
        QTest::newRow("longer") << Damage([](const fs::path &file) { std::ofstream(file, std::ios::app) << "x"; });
        const auto flip = [](std::streamoff at) {
            return Damage([at](const fs::path &file) {
                std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
                stream.seekg(at);
                const char was = char(stream.get());
                stream.seekp(at);
                stream.put(char(was ^ 1));
            });
        };
        for (const int at : {0, 7, 8, 16, 24, 28, 32, 5000})
            QTest::addRow("a bit of byte %d", at) << flip(at);
        QTest::newRow("another tile's") << Damage([](const fs::path &file) {
            const fs::path other = file.parent_path() / "0123456789abcdef-256-64-0-2-1.tile";
            fs::copy_file(other, file, fs::copy_options::overwrite_existing);
        });
    }
    void damagedFilesAreMadeAnew()  // WISHES B9
    {
        QFETCH(std::function<void(const fs::path &)>, damage);
        const QTemporaryDir folder;
        const auto source = std::make_shared<CountingSource>(noise(64 * 5000));
        const TileFiles::Key key{source->key, kSmall, 2, 0};
        TilePtr first;
        {
            SpectrogramSound sound(source, kSmall, storeIn(folder));
            first = sound.tile(2, 0);
            sound.tile(2, 1);
        }
        const fs::path file = storeIn(folder)->files.fileOf(key);
        QVERIFY(fs::exists(file));
        damage(file);
        source->reads = 0;
        for (const bool expectsReading : {true, false}) {
            SpectrogramSound sound(source, kSmall, storeIn(folder));
            QVERIFY(sound.tile(2, 0)->centiDb == first->centiDb);
            QCOMPARE(source->reads > 0, expectsReading);
            source->reads = 0;
        }
    }

    void theDiskIsBounded()  // WISHES B9
    {
        const QTemporaryDir folder;
        SpectrogramTile tile;
        tile.frames = 128, tile.bins = 129;
        tile.centiDb.resize(128 * 129);
        const std::uintmax_t each = 32 + 2 * tile.centiDb.size();
        TileFiles files(folder.path().toStdString(), 20 * each);
        const auto key = [](std::int64_t index) { return TileFiles::Key{"00ff", kSmall, 2, index}; };
        for (int i = 0; i < 60; ++i) {
            tile.centiDb[0] = std::int16_t(i);
            files.insert(key(i), tile);
            // Times of files may be as coarse as a few milliseconds.
            fs::last_write_time(files.fileOf(key(i)), fs::file_time_type::clock::now() - std::chrono::hours(60 - i));
            if (i >= 1)
                QVERIFY(files.find(key(1)));  // used: stays
            QVERIFY2(bytesIn(folder.path().toStdString()) <= 21 * each, qPrintable(QString::number(i)));
        }
        QVERIFY(!files.find(key(10)));
        QCOMPARE(files.find(key(59))->centiDb[0], std::int16_t(59));
    }

    void noFolderIsNoMatter()
    {
        for (const char *folder : {"", "/proc/nothing"}) {
            const auto store = std::make_shared<TileStore>(TileCache::kMostBytes, folder);
            SpectrogramSound sound(std::make_shared<CountingSource>(noise(64 * 1000)), kSmall, store);
            QVERIFY(sound.tile(1, 0));
        }
    }

    void whatCantBeReadSaysSo()
    {
        const auto source = std::make_shared<CountingSource>(noise(64 * 1000));
        source->broken = true;
        const auto sound = std::make_shared<SpectrogramSound>(source, kSmall, makeTemporaryStore());
        QVERIFY(!sound->tile(0, 0));
        QVERIFY(sound->error().has_value());
        const SpectrogramPicture picture = makePictureSlice({sound, nullptr, {100, 50}, {0, 4}, {}}, true, {});
        QVERIFY(picture.error && picture.complete);  // nothing more to come
    }

    void aLongSoundIsCoarseAtOnce()
    {
        // Ten minutes at 8 kHz: 75,000 frames, of which the first picture looks at some 300.
        const auto source = std::make_shared<CountingSource>(noise(8000 * 600));
        const auto sound = std::make_shared<SpectrogramSound>(source, kSmall, makeTemporaryStore());
        const PictureRequest request{sound, nullptr, {400, 100}, {0, 600}, {}};
        SpectrogramPicture picture = makePictureSlice(request, true, {});
        QVERIFY(!picture.complete);
        QVERIFY(!picture.image.isNull());
        QVERIFY2(source->samples < 600 * 256, qPrintable(QString::number(source->samples)));
        for (int x = 0; x < 399; ++x)
            QCOMPARE(qAlpha(picture.image.pixel(x, 50)), 255);
        int slices = 0;
        while (!picture.complete && ++slices < 10000)
            picture = makePictureSlice(request, false, {});
        const auto whole = std::make_shared<SpectrogramSound>(source, kSmall, makeTemporaryStore());
        QVERIFY(picture.image == renderSpectrogramPixels(*whole, {400, 100}, {0, 600}, {}));
    }

    void filesAreReadInPieces()
    {
        const QTemporaryDir folder;
        AudioBuffer stereo{44100, {noise(50000).samples, noise(50000).samples}};
        std::reverse(stereo.channels[1].begin(), stereo.channels[1].end());
        const fs::path file = fs::path(folder.path().toStdString()) / "sound.wav";
        QVERIFY(writeWav(file, stereo));
        const Clip mono = mixToMono(stereo);
        const auto source = FileSource::open(file);
        QVERIFY(source);
        QCOMPARE((*source)->frames(), std::int64_t(50000));
        // Forwards, backwards, beyond both ends, next to and far from where it is.
        for (const std::int64_t begin : {0, 1000, 1500, 40000, 3, -500, 49900, 60000, -5000, 20000, 20300}) {
            std::vector<float> out(1000, 7);
            QVERIFY((*source)->read(begin, out));
            for (std::int64_t i = 0; i < 1000; ++i) {
                const std::int64_t at = begin + i;
                const float expected = at < 0 || at >= 50000 ? 0.0F : mono.samples[std::size_t(at)];
                TW_COMPARE_NEAR(out[std::size_t(i)], expected, 1e-7);
            }
        }
        std::vector<float> all(50000);
        QVERIFY((*source)->read(0, all));
        const auto key = (*source)->contentKey();
        QVERIFY(key && key->size() == 16);
        const fs::path copy = fs::path(folder.path().toStdString()) / "copy.wav";
        fs::copy_file(file, copy);
        QCOMPARE(*(*FileSource::open(copy))->contentKey(), *key);
        stereo.channels[0][49999] += 0.001F;
        QVERIFY(writeWav(copy, stereo));
        QVERIFY(*(*FileSource::open(copy))->contentKey() != *key);
        QVERIFY(!FileSource::open(folder.path().toStdString() + "/nothing.wav"));
    }

    void meanLevels()
    {
        // White noise of deviation s has the mean power s² Σw² per bin; full scale is (Σw/2)².
        SpectrogramSound sound(inMemory(noise(8000 * 20)), kSmall, makeTemporaryStore());
        const double expected = 10 * std::log10(0.01 * 256 * 0.375 / (64.0 * 64.0));
        const auto mean = sound.meanLevel({1, 19}, {500, 3500});
        QVERIFY(mean);
        TW_COMPARE_NEAR(mean->db, expected, 0.05);  // 2,250 frames of 97 bins: standard error some 0.02 dB
        QCOMPARE(mean->cells, std::int64_t(2251) * 97);
        // A tone at −20 dBFS on a bin, alone.
        SpectrogramSound tone(inMemory(synthetic::sine(1000, -20, 2, 8000)), kSmall, makeTemporaryStore());
        TW_COMPARE_NEAR(tone.meanLevel({0.5, 1.5}, {1000, 1000})->db, -20.0, 0.02);
        QVERIFY(!tone.meanLevel({3, 4}, {100, 1000}));
        QVERIFY(!tone.meanLevel({0, 1}, {5000, 6000}));  // above its Nyquist frequency
    }
};

QTEST_GUILESS_MAIN(TestSpectrogramTiles)
#include "tst_spectrogram_tiles.moc"
