#include <QtCore/QRegularExpression>
#include <QtCore/QXmlStreamReader>
#include <QtTest/QTest>
#include <cmath>

#include "app/cli/evaluation_page.h"
#include "app/cli/evaluation_plots.h"
#include "app/cli/html_text.h"
#include "core/audio/audio_file.h"
#include "tests/support/fake_study.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::cli;
using namespace tonewright::test;

namespace
{

EvaluationItem item(const std::string &key, const std::string &genre, double reward, double oracle)
{
    EvaluationItem made{.key = key,
                        .genre = genre,
                        .heldOut = true,
                        .scores = {{"reward", reward}, {"oracle_reward", oracle}, {"regret", oracle - reward}}};
    made.sampleRate = 22050;
    made.decisions = {{"agent", "{}", {"agent", {20, 200, 2000, 20000}, {0, 6, -6, 0}}},
                      {"oracle", "{}", {"oracle", {20, 200, 2000, 20000}, {0, 3, -9, 1}}}};
    made.render = []() -> Result<Rendering> {
        const AudioBuffer audio = sine(440.0, 0.1);
        return Rendering{audio, audio, audio, {}};
    };
    return made;
}

Evaluation twelveItems()
{
    Evaluation evaluation;
    for (int i = 0; i < 12; ++i)
        evaluation.items.push_back(item("rock/" + std::to_string(i), i < 6 ? "rock" : "jazz", 0.05 * i - 0.1, 0.8));
    evaluation.addMeans();
    return evaluation;
}

bool wellFormed(const std::string &svg)
{
    QXmlStreamReader reader(QString::fromStdString(svg));
    while (!reader.atEnd())
        reader.readNext();
    if (reader.hasError())
        qWarning("%s", qPrintable(reader.errorString()));
    return !reader.hasError();
}

int count(const std::string &text, const char *what)
{
    return static_cast<int>(QString::fromStdString(text).count(QLatin1String(what)));
}

struct Written {
    TemporaryFolder folder;
    Result<void> done;
    std::string page;

    explicit Written(const Evaluation &evaluation, std::stop_token stop = {})
    {
        RunListener silent;
        RunContext context(silent, stop);
        const RunSpec spec;
        const EvaluationOptions options;
        done = writeEvaluationPage({FakeStudy::theDescriptor(), spec, options, evaluation}, folder / "page", context);
        page = readBytes(folder / "page/index.html");
    }
};

}  // namespace

class TestEvaluationPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textIsShownLiterally()
    {
        QCOMPARE(escaped("<b a=\"1\">&'"), std::string("&lt;b a=&quot;1&quot;&gt;&amp;&#39;"));
        QCOMPARE(formatScore(-0.456), std::string("−0.46"));
        QCOMPARE(formatScore(-0.001), std::string("0.00"));
        QCOMPARE(formatScore(std::nan("")), std::string("–"));
        QCOMPARE(formatHertz(500.0), std::string("500"));
        QCOMPARE(formatHertz(12500.0), std::string("12.5k"));
    }

    void plotsAreWellFormedWhateverTheKeys()
    {
        Evaluation evaluation = twelveItems();
        evaluation.items[3].key = "a<b>&\"c\"";
        evaluation.items[3].genre = "r&b";
        QVERIFY(wellFormed(genreBars(evaluation)));
        QVERIFY(wellFormed(agentAgainstOracle(evaluation)));
        QVERIFY(wellFormed(decisionCurves(evaluation.items[3])));
    }

    void everyGenreHasABarAndEveryItemAPoint()
    {
        const Evaluation evaluation = twelveItems();
        const std::string bars = genreBars(evaluation);
        QCOMPARE(count(bars, "class=\"bar\""), 2);
        QCOMPARE(count(bars, "class=\"oracle\""), 2);
        QCOMPARE(count(bars, "class=\"lowest\""), 2);
        QVERIFY(bars.find(">jazz<") != std::string::npos);
        const std::string points = agentAgainstOracle(evaluation);
        QCOMPARE(count(points, "<circle"), 12);
        QVERIFY(points.find("href=\"#item-11\"") != std::string::npos);
    }

    /// x runs from −0.25 (the lowest reward is −0.1) at 56 to 1 at 440 of 460 pixels, y from 412 down to 20.
    void pointsLieWhereTheirRewardsAre()
    {
        Evaluation evaluation;
        evaluation.items = {item("a/1", "a", -0.1, 0.375), item("a/2", "a", 1.0, 1.0)};
        const std::string points = agentAgainstOracle(evaluation);
        QVERIFY(points.find("cx=\"248.0\"") != std::string::npos);
        QVERIFY(points.find("cx=\"440.0\" cy=\"20.0\"") != std::string::npos);
    }

    void withoutAnOracleOrADecisionThereIsNoSuchPlot()
    {
        Evaluation evaluation;
        evaluation.items = {{.key = "a", .genre = "", .heldOut = true, .scores = {{"reward", 0.25}}}};
        QVERIFY(agentAgainstOracle(evaluation).empty());
        QVERIFY(decisionCurves(evaluation.items[0]).empty());
        const std::string bars = genreBars(evaluation);
        QVERIFY(wellFormed(bars));
        QCOMPARE(count(bars, "class=\"whisker\""), 0);  // one item has no spread
        QVERIFY(wellFormed(genreBars(Evaluation())));
    }

    void whoDecidedIsLineStyle()
    {
        const std::string curves = decisionCurves(item("a/1", "a", 0.1, 0.2));
        QCOMPARE(count(curves, "class=\"curve solid\""), 1);
        QCOMPARE(count(curves, "class=\"curve dashed\""), 1);
        QVERIFY(curves.find("+12 dB") != std::string::npos);  // the deepest point is 9 dB, lines are 6 apart
    }

    void thePageHasTheTenWorstWithTheirSoundsAndNeedsNoNetwork()
    {
        const Written written(twelveItems());
        QVERIFY2(written.done.has_value(), written.done ? "" : written.done.error().describe().c_str());
        QCOMPARE(count(written.page, "<audio "), 30);
        QCOMPARE(count(written.page, "<tr id=\"item-"), 12);
        QVERIFY(written.page.find("http") == std::string::npos);
        // Whatever the page refers to is there: sounds beside it, lines within it.
        static const QRegularExpression refers(QStringLiteral("(?:src|href)=\"([^\"]+)\""));
        auto found = refers.globalMatch(QString::fromStdString(written.page));
        int seen = 0;
        while (found.hasNext()) {
            const QString target = found.next().captured(1);
            if (target.startsWith('#'))
                QVERIFY2(written.page.find("id=\"" + target.mid(1).toStdString() + "\"") != std::string::npos,
                         qPrintable(target));
            else
                QVERIFY2(probeAudio(written.folder / ("page/" + target.toStdString())).has_value(), qPrintable(target));
            ++seen;
        }
        QVERIFY(seen > 40);
        // The worst comes first: rock/0 has the most regret; what has least is not heard.
        QVERIFY(written.page.find("Raw: rock/0\"") < written.page.find("Raw: rock/1\""));
        QVERIFY(written.page.find("Raw: rock/11\"") == std::string::npos);
        // Both themes, and a sentence before a term.
        QVERIFY(written.page.find("prefers-color-scheme:dark") != std::string::npos);
        QVERIFY(written.page.find("about the best that can be done at all") != std::string::npos);
    }

    /// Who decided has rewards; what is a share of the best isn't among them and reads as a percentage.
    void distancesFromTheBestHaveATableOfTheirOwn()
    {
        Evaluation evaluation = twelveItems();
        evaluation.means = {{"greedy_reward_mean", 0.5}, {"share_of_oracle", 0.625}, {"regret_mean", 0.3}};
        const Written written(evaluation);
        const auto at = [&written](const char *text) { return written.page.find(text); };
        QVERIFY(at("Who decides") < at("0.500"));
        QVERIFY(at("0.500") < at("How far from the best") && at("How far from the best") < at("<td>62 %</td>"));
        QVERIFY(at("How far from the best") < at("<td>0.300</td>"));
        evaluation.means = {{"greedy_reward_mean", 0.5}};
        QVERIFY(Written(evaluation).page.find("How far from the best") == std::string::npos);
    }

    void anEvaluationOfAnotherKindHasAPageToo()
    {
        Evaluation evaluation;
        evaluation.items = {{.key = "a", .genre = "", .heldOut = true, .scores = {{"reward", 0.25}}}};
        evaluation.addMeans();
        QVERIFY(Written(evaluation).page.find("never trained on") != std::string::npos);
        evaluation.items[0].heldOut = false;
        const Written written(evaluation);
        QVERIFY(written.done.has_value());
        QVERIFY(written.page.find("some of which the agent trained on") != std::string::npos);
        QCOMPARE(count(written.page, "<audio "), 0);
        QVERIFY(written.page.find("0.250") != std::string::npos);
        QVERIFY(Written(Evaluation()).done.has_value());
    }

    void whatCanNotBeWrittenOrRenderedIsToldAndLeavesNoPage()
    {
        Evaluation evaluation = twelveItems();
        evaluation.items[2].render = []() -> Result<Rendering> {
            return fail(ErrorCode::Unreadable, "the file is gone", "x.wav");
        };
        const Written failed(evaluation);
        QVERIFY(!failed.done.has_value());
        QCOMPARE(failed.done.error().context, std::string("x.wav"));
        QVERIFY(failed.page.empty());
        std::stop_source stop;
        stop.request_stop();
        const Written stopped(twelveItems(), stop.get_token());
        QVERIFY(!stopped.done.has_value());
        QCOMPARE(stopped.done.error().code, ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestEvaluationPage)
#include "tst_evaluation_page.moc"
