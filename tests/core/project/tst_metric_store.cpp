#include <QtTest/QTest>
#include <thread>

#include "core/project/metric_store.h"

using namespace tonewright;

namespace
{

EpisodeRecord record(std::int64_t episode)
{
    return {.episode = episode, .steps = episode, .genre = "g", .item = "i", .values = {0.5}};
}

}  // namespace

class TestMetricStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesWhatIsNew()
    {
        MetricStore store;
        for (int i = 1; i <= 5; ++i) {
            store.append(record(i));
        }
        QCOMPARE(store.size(), std::size_t{5});
        QCOMPARE(store.since(3).size(), std::size_t{2});
        QCOMPARE(store.since(3).front().episode, std::int64_t{4});
        QCOMPARE(store.since(1, 2).back().episode, std::int64_t{3});
        QVERIFY(store.since(5).empty());
        QVERIFY(store.since(99).empty());
        store.clear();
        QCOMPARE(store.size(), std::size_t{0});
    }

    void readerSeesAllInOrderWhileTheWorkerAppends()
    {
        MetricStore store;
        constexpr std::int64_t kCount = 20000;
        std::jthread worker([&] {
            for (std::int64_t i = 1; i <= kCount; ++i) {
                store.append(record(i));
            }
        });
        std::size_t seen = 0;
        while (seen < kCount) {
            for (const EpisodeRecord &r : store.since(seen, 1000)) {
                QCOMPARE(r.episode, static_cast<std::int64_t>(++seen));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestMetricStore)
#include "tst_metric_store.moc"
