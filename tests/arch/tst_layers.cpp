// The dependency direction of the architecture, read from the includes of the sources and from the links of the build.

#include <QtTest>

#include "tests/arch/planted_tree.h"
#include "tests/arch/rules/build_graph.h"
#include "tests/arch/rules/layers.h"
#include "tests/arch/rules/source_tree.h"

using namespace tonewright::arch;

class TestLayers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theTreeKeepsTheDirection();
    void theLinksKeepTheDirection();
    void everySourceIsBuilt();

    void cleanTreeHasNoFindings();
    void plantedInclude_data();
    void plantedInclude();
    void plantedLink_data();
    void plantedLink();
    void plantedOrphanIsFound();
    void commentsHideIncludes();
    void unreadableGraphIsEmpty();
};

void TestLayers::theTreeKeepsTheDirection()
{
    // An empty walk would find nothing wrong: make sure that it sees the tree.
    QVERIFY(filesUnder(TW_SOURCE_DIR, {"core", "app"}, {".h", ".cpp"}).size() > 50);
    const QList<Finding> findings = checkIncludes(TW_SOURCE_DIR);
    QVERIFY2(findings.isEmpty(), qPrintable(describe(findings)));
}

void TestLayers::theLinksKeepTheDirection()
{
    const QList<BuildTarget> targets = readBuildGraph(TW_BUILD_DIR "/build_graph.tsv");
    QStringList names;
    for (const BuildTarget &target : targets) {
        names << target.name;
    }
    for (const char *name : {"tw_base", "tw_audio", "tw_dsp", "tw_study", "tw_project"}) {
        QVERIFY2(names.contains(name), name);
    }
    const QList<Finding> findings = checkLinks(targets);
    QVERIFY2(findings.isEmpty(), qPrintable(describe(findings)));
}

void TestLayers::everySourceIsBuilt()
{
#ifdef TW_WHOLE_BUILD
    const QList<BuildTarget> targets = readBuildGraph(TW_BUILD_DIR "/build_graph.tsv");
    const QList<Finding> findings = checkEverythingIsBuilt(TW_SOURCE_DIR, targets);
    QVERIFY2(findings.isEmpty(), qPrintable(describe(findings)));
#else
    QSKIP("this configuration leaves parts out");
#endif
}

void TestLayers::cleanTreeHasNoFindings()
{
    PlantedTree tree;
    tree.write("core/audio/clip.cpp",
               "#include \"core/audio/clip.h\"\n#include \"core/base/rng.h\"\n#include <vector>\n");
    tree.write("core/studies/eq/env.cpp",
               "#include \"core/rl/agent.h\"\n#include \"core/dsp/stft.h\"\n#include <torch/types.h>\n");
    tree.write("core/studies/all_studies.h", "#include \"core/study/study.h\"\n");
    tree.write("widgets/plot/curve.cpp", "#include <qwt_plot.h>\n#include \"curve.moc\"\n#include <QWidget>\n");
    tree.write("app/main.cpp",
               "#include \"core/studies/all_studies.h\"\n#include \"app/window.h\"\n#include <QMessageBox>\n");
    tree.write("app/cli/main.cpp", "#include \"core/studies/all_studies.h\"\n#include \"app/cli/train.h\"\n");
    const QList<Finding> findings = checkIncludes(tree.root());
    QVERIFY2(findings.isEmpty(), qPrintable(describe(findings)));
}

void TestLayers::plantedInclude_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("include");
    const auto row = [](const char *file, const char *include) {
        QTest::addRow("%s in %s", include, file) << QString(file) << QString(include);
    };
    row("core/base/json.h", "\"core/audio/clip.h\"");
    row("core/audio/clip.cpp", "\"core/dsp/stft.h\"");
    row("core/dsp/stft.cpp", "\"core/rl/agent.h\"");
    row("core/rl/agent.cpp", "\"core/audio/clip.h\"");
    row("core/rl/agent.cpp", "\"core/study/study.h\"");
    row("core/study/study.h", "\"core/dsp/stft.h\"");
    row("core/project/store.cpp", "\"core/studies/eq/env.h\"");
    row("core/project/store.cpp", "\"core/rl/agent.h\"");
    row("core/studies/eq/env.cpp", "\"core/studies/beat/env.h\"");
    row("core/studies/eq/env.cpp", "\"core/project/project.h\"");
    row("widgets/spectrogram/view.cpp", "\"core/rl/agent.h\"");
    row("widgets/spectrogram/view.cpp", "\"core/studies/all_studies.h\"");
    row("widgets/spectrogram/view.cpp", "\"app/window.h\"");
    row("app/window.cpp", "\"core/studies/all_studies.h\"");
    row("app/window.cpp", "\"core/studies/eq/env.h\"");
    row("app/main.cpp", "\"core/studies/eq/env.h\"");
    row("app/main.cpp", "\"core/rl/agent.h\"");
    row("app/cli/train.cpp", "\"widgets/style/theme.h\"");
    row("app/window.cpp", "\"tests/support/near.h\"");
    row("core/rl/agent.h", "<torch/types.h>");
    row("core/rl/agent.h", "\"core/rl/torch_headers.h\"");
    row("core/dsp/stft.cpp", "<ATen/ATen.h>");
    row("app/main.cpp", "<torch/types.h>");
    row("core/base/json.cpp", "<QString>");
    row("core/base/json.cpp", "<QtCore/QString>");
    row("core/base/json.cpp", "<QtGlobal>");
    row("core/base/json.cpp", "<qglobal.h>");
    row("widgets/spectrogram/view.cpp", "<qwt_plot.h>");
    row("app/window.cpp", "<QwtPlot>");
    row("app/window.cpp", "<qwt/qwt_plot.h>");
    row("widgets/spectrogram/view.cpp", "<QMessageBox>");
    row("core/dsp/stft.cpp", "\"../rl/agent.h\"");
    row("core/dsp/stft.cpp", "\"window.h\"");
    row("core/newcomer/thing.h", "\"core/rl/agent.h\"");
}

void TestLayers::plantedInclude()
{
    QFETCH(QString, file);
    QFETCH(QString, include);
    PlantedTree tree;
    tree.write("core/base/fine.h", "#include <vector>\n");
    tree.write(file, "#pragma once\n#include <array>\n  #  include " + include + "  // why\n");
    const QList<Finding> findings = checkIncludes(tree.root());
    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings[0].file, file);
    QCOMPARE(findings[0].line, file.startsWith("core/newcomer") ? 0 : 3);
}

void TestLayers::plantedLink_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QStringList>("links");
    QTest::addColumn<int>("expected");
    const QString library = "STATIC_LIBRARY";
    const QString program = "EXECUTABLE";
    QTest::newRow("audio on base") << "tw_x" << library << "core/audio" << QStringList{"tw_base"} << 0;
    QTest::newRow("study on rl") << "tw_x" << library << "core/studies/eq" << QStringList{"tw_rl", "tw_dsp"} << 0;
    QTest::newRow("program on studies") << "tw_x" << program << "app" << QStringList{"tw_studies", "tw_widgets"} << 0;
    QTest::newRow("plot on Qwt") << "tw_x" << library << "widgets/plot" << QStringList{"Qwt::Qwt"} << 0;
    QTest::newRow("base on audio") << "tw_x" << library << "core/base" << QStringList{"tw_audio"} << 1;
    QTest::newRow("project on rl") << "tw_x" << library << "core/project" << QStringList{"tw_rl"} << 1;
    QTest::newRow("widgets on rl") << "tw_x" << library << "widgets" << QStringList{"tw_rl"} << 1;
    QTest::newRow("widgets on studies") << "tw_x" << library << "widgets" << QStringList{"tw_studies"} << 1;
    QTest::newRow("app library on studies") << "tw_x" << library << "app" << QStringList{"tw_studies"} << 1;
    QTest::newRow("project on a study") << "tw_x" << library << "core/project" << QStringList{"tw_study_eq"} << 1;
    QTest::newRow("command line on widgets") << "tw_x" << program << "app/cli" << QStringList{"tw_widgets"} << 1;
    QTest::newRow("command line on Qt Widgets") << "tw_x" << program << "app/cli" << QStringList{"Qt6::Widgets"} << 1;
    QTest::newRow("dsp on torch") << "tw_x" << library << "core/dsp" << QStringList{"torch"} << 1;
    QTest::newRow("app on torch by path") << "tw_x" << library << "app" << QStringList{"/usr/lib/libc10.so"} << 1;
    QTest::newRow("core on Qt") << "tw_x" << library << "core/base" << QStringList{"Qt6::Core"} << 1;
    QTest::newRow("spectrogram on Qwt") << "tw_x" << library << "widgets/spectrogram" << QStringList{"Qwt::Qwt"} << 1;
}

void TestLayers::plantedLink()
{
    QFETCH(QString, name);
    QFETCH(QString, type);
    QFETCH(QString, folder);
    QFETCH(QStringList, links);
    QFETCH(int, expected);
    QList<BuildTarget> targets = {
        {"tw_base", "STATIC_LIBRARY", "core/base", {}, {}, {}},
        {"tw_audio", "STATIC_LIBRARY", "core/audio", {"tw_base"}, {"tw_base"}, {}},
        {"tw_dsp", "STATIC_LIBRARY", "core/dsp", {"tw_audio"}, {"tw_audio"}, {}},
        {"tw_rl", "STATIC_LIBRARY", "core/rl", {"tw_base", "torch"}, {"tw_base", "$<LINK_ONLY:torch>"}, {}},
        {"tw_study_eq", "STATIC_LIBRARY", "core/studies/eq", {"tw_rl"}, {"$<LINK_ONLY:tw_rl>"}, {}},
        {"tw_studies", "STATIC_LIBRARY", "core/studies", {"tw_study_eq"}, {}, {}},
        {"tw_widgets", "STATIC_LIBRARY", "widgets", {"tw_dsp"}, {"tw_dsp"}, {}},
    };
    QCOMPARE(checkLinks(targets).size(), 0);
    targets << BuildTarget{name, type, folder, links, {}, {}};
    const QList<Finding> findings = checkLinks(targets);
    QVERIFY2(findings.size() == expected, qPrintable(describe(findings)));

    targets.last().links.clear();
    targets.last().publicLinks = QStringList{folder == "widgets/plot" ? "Qwt::Qwt" : "torch"};
    QCOMPARE(checkLinks(targets).size(), 1);  // whatever the target: it must not pass these headers on
}

void TestLayers::plantedOrphanIsFound()
{
    PlantedTree tree;
    tree.write("widgets/plot/curve.cpp", "\n");
    tree.write("widgets/new_view/view.cpp", "\n");
    const QList<BuildTarget> targets = {
        {"tw_plot", "STATIC_LIBRARY", "widgets/plot", {}, {}, {"widgets/plot/curve.cpp"}}};
    const QList<Finding> findings = checkEverythingIsBuilt(tree.root(), targets);
    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings[0].file, QString("widgets/new_view/view.cpp"));
}

void TestLayers::commentsHideIncludes()
{
    const QString text = "// #include <a>\n/* #include <b>\n#include <c>\n*/ \n#include <d>\n"
                         "const char *s = \"/*\";\nchar q = '\"'; int n = 1'000;\n#include \"e\"\n";
    const QList<Include> includes = includesOf(text);
    QCOMPARE(includes.size(), 2);
    QCOMPARE(includes[0].path, QString("d"));
    QCOMPARE(includes[0].line, 5);
    QVERIFY(!includes[0].quoted);
    QCOMPARE(includes[1].path, QString("e"));
    QCOMPARE(includes[1].line, 8);
}

void TestLayers::unreadableGraphIsEmpty()
{
    QVERIFY(readBuildGraph(QStringLiteral("no-such-file")).isEmpty());
}

QTEST_GUILESS_MAIN(TestLayers)
#include "tst_layers.moc"
