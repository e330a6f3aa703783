#include <QtTest/QTest>

#include "core/study/study_descriptor.h"

using namespace tonewright;

namespace
{

std::string metricsOf(const std::vector<ViewSpec> &views)
{
    std::string names;
    for (const ViewSpec &view : views)
        names += (view.metric.empty() ? std::string("-") : view.metric) + ' ';
    return names;
}

StudyDescriptor study()
{
    StudyDescriptor study;
    study.id = "some";
    study.algorithms = {{.id = "all"}, {.id = "few", .withoutMetrics = {"epsilon", "value"}}};
    study.views = {{ViewKind::Spectrograms, "Sound", ""},
                   {ViewKind::MetricGraph, "Reward", "reward"},
                   {ViewKind::MetricGraph, "Epsilon", "epsilon"},
                   {ViewKind::MetricByGenre, "Value by genre", "value"}};
    return study;
}

}  // namespace

class TestStudyDescriptor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void algorithmsAreFoundAndUnknownOnesNamed()
    {
        const StudyDescriptor some = study();
        QCOMPARE((*some.algorithm("few"))->id, std::string("few"));
        QCOMPARE((*some.algorithm(""))->id, std::string("all"));
        const auto missing = some.algorithm("none");
        QVERIFY(!missing);
        QVERIFY(missing.error().describe().find("all, few") != std::string::npos);
    }

    void viewsOfMetricsThatAnAlgorithmLacksAreLeftOut()
    {
        const StudyDescriptor some = study();
        QCOMPARE(metricsOf(some.viewsOf("all")), std::string("- reward epsilon value "));
        QCOMPARE(metricsOf(some.viewsOf("few")), std::string("- reward "));
        QCOMPARE(metricsOf(some.viewsOf("")), std::string("- reward epsilon value "));  // the default one's
    }

    void ofAnUnknownAlgorithmEverythingIsShown()
    {
        QCOMPARE(study().viewsOf("of a later version").size(), std::size_t{4});
    }
};

QTEST_GUILESS_MAIN(TestStudyDescriptor)
#include "tst_study_descriptor.moc"
