#include <QtTest/QTest>

#include "core/studies/eq_matching/held_out.h"

using namespace tonewright;
using namespace tonewright::eq_matching;

namespace
{

std::vector<Track> tracksOf(const std::string &genre, int count)
{
    std::vector<Track> tracks;
    for (int i = 0; i < count; ++i) {
        Track track;
        track.genre = genre;
        track.name = genre + std::to_string(i);
        tracks.push_back(track);
    }
    return tracks;
}

std::vector<const Track *> pointersTo(const std::vector<Track> &tracks)
{
    std::vector<const Track *> pointers;
    for (const Track &track : tracks)
        pointers.push_back(&track);
    return pointers;
}

}  // namespace

class TestHeldOut : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aShareOfEachGenreButNeverAll_data()
    {
        QTest::addColumn<int>("tracks");
        QTest::addColumn<double>("share");
        QTest::addColumn<int>("heldOut");
        QTest::newRow("a quarter of eight") << 8 << 0.25 << 2;
        QTest::newRow("at least one of two") << 2 << 0.25 << 1;
        QTest::newRow("none of one") << 1 << 0.25 << 0;
        QTest::newRow("never all") << 3 << 0.9 << 2;
        QTest::newRow("none where none is asked for") << 8 << 0.0 << 0;
        QTest::newRow("no tracks") << 0 << 0.25 << 0;
    }
    void aShareOfEachGenreButNeverAll()
    {
        QFETCH(int, tracks);
        QFETCH(double, share);
        QFETCH(int, heldOut);
        const auto all = tracksOf("blues", tracks);
        const auto chosen = heldOutTracks(pointersTo(all), share);
        QCOMPARE(chosen.size(), all.size());
        QCOMPARE(static_cast<int>(std::count(chosen.begin(), chosen.end(), true)), heldOut);
    }

    void theSameWhateverElseLiesThereAndInWhateverOrder()
    {
        const auto blues = tracksOf("blues", 8);
        const auto alone = heldOutTracks(pointersTo(blues), 0.25);
        auto more = tracksOf("rock", 3);
        more.insert(more.end(), blues.rbegin(), blues.rend());
        const auto among = heldOutTracks(pointersTo(more), 0.25);
        for (std::size_t i = 0; i < blues.size(); ++i)
            QCOMPARE(among[3 + blues.size() - 1 - i], alone[i]);
    }
};

QTEST_GUILESS_MAIN(TestHeldOut)
#include "tst_held_out.moc"
