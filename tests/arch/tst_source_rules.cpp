// Rules that every file keeps: no package source and no path of one machine is named, no event loop is run inside a
// handler, no singletons, every test and study is registered.

#include <QtTest>

#include "tests/arch/planted_tree.h"
#include "tests/arch/rules/forbidden_text.h"

using namespace tonewright::arch;

class TestSourceRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theTreeHasNoForbiddenText();
    void everyTestAndStudyIsRegistered();
    void filesStayReadable();

    void plantedText_data();
    void plantedText();
    void binaryFilesAreLeftAlone();
    void plantedUnregisteredTest();
    void plantedUnregisteredStudy();
};

void TestSourceRules::theTreeHasNoForbiddenText()
{
    const QList<Finding> findings = checkForbiddenText(TW_SOURCE_DIR);
    QVERIFY2(findings.isEmpty(), qPrintable(describe(findings)));
}

void TestSourceRules::everyTestAndStudyIsRegistered()
{
    const QList<Finding> findings = checkRegistration(TW_SOURCE_DIR);
    QVERIFY2(findings.isEmpty(), qPrintable(describe(findings)));
}

void TestSourceRules::filesStayReadable()
{
    const QStringList files = longFiles(TW_SOURCE_DIR, 500);
    if (!files.isEmpty()) {
        qWarning("more than 500 lines, perhaps more than one subject: %s", qPrintable(files.join(", ")));
    }
}

void TestSourceRules::plantedText_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("expected");
    // Put together, so that this file passes the rule it tests.
    const QString host = QString("deb.") + "debian" + ".org";
    const QString home = QString("/ho") + "me/somebody/music";
    QTest::newRow("host in a script") << "packaging/x.sh"
                                      << "get " + host + "/pool" << 1;
    QTest::newRow("host in a comment") << "core/base/x.h"
                                       << "// see " + host << 1;
    QTest::newRow("package index") << "tests/x.py" << QString("# from https://") + "pypi" + ".org/simple" << 1;
    QTest::newRow("home folder") << "tests/core/x.cpp"
                                 << "const char *p = \"" + home + "\";" << 1;
    QTest::newRow("home folder in a build file") << "CMakeLists.txt"
                                                 << "set(A " + home + ")" << 1;
    QTest::newRow("relative path") << "core/base/x.h"
                                   << "// build/work/file, ${HOME}/work/x, ~/work" << 0;
    QTest::newRow("system path") << "packaging/x.sh"
                                 << "cat /etc/os-release /usr/share/sounds" << 0;
    QTest::newRow("event loop") << "app/x.cpp"
                                << "QCoreApplication::processEvents();" << 1;
    QTest::newRow("event loop in a comment") << "app/x.cpp"
                                             << "// never processEvents()" << 0;
    QTest::newRow("singleton") << "core/base/x.h"
                               << "static Log &instance();" << 1;
    QTest::newRow("singleton by pointer") << "widgets/x.h"
                                          << "static Theme *instance() { return s; }" << 1;
    QTest::newRow("use of Qt's") << "app/x.cpp"
                                 << "auto *app = QCoreApplication::instance();" << 0;
    QTest::newRow("message box in widgets") << "widgets/x.cpp"
                                            << "QMessageBox::warning(this, a, b);" << 1;
    QTest::newRow("message box in app") << "app/x.cpp"
                                        << "QMessageBox::warning(this, a, b);" << 0;
}

void TestSourceRules::plantedText()
{
    QFETCH(QString, file);
    QFETCH(QString, text);
    QFETCH(int, expected);
    PlantedTree tree;
    tree.write(file, "\n" + text + "\n");
    const QList<Finding> findings = checkForbiddenText(tree.root());
    QVERIFY2(findings.size() == expected, qPrintable(describe(findings)));
    if (expected == 1) {
        QCOMPARE(findings[0].file, file);
        QCOMPARE(findings[0].line, 2);
    }
}

void TestSourceRules::binaryFilesAreLeftAlone()
{
    PlantedTree tree;
    tree.write("tests/golden/x.wav", QString("RIFF") + QChar(0) + "/ho" + "me/somebody");
    QVERIFY(checkForbiddenText(tree.root()).isEmpty());
}

void TestSourceRules::plantedUnregisteredTest()
{
    PlantedTree tree;
    tree.write("tests/core/dsp/tst_stft.cpp", "\n");
    tree.write("tests/core/dsp/tst_mel.cpp", "\n");
    tree.write("tests/core/dsp/tst_me.cpp", "\n");
    tree.write("tests/core/dsp/CMakeLists.txt", "tw_add_test(tst_mel LABELS fast)\n# tw_add_test(tst_stft)\n");
    const QList<Finding> findings = checkRegistration(tree.root());
    QVERIFY2(findings.size() == 2, qPrintable(describe(findings)));
    QCOMPARE(findings[0].file, QString("tests/core/dsp/tst_me.cpp"));
    QCOMPARE(findings[1].file, QString("tests/core/dsp/tst_stft.cpp"));
}

void TestSourceRules::plantedUnregisteredStudy()
{
    PlantedTree tree;
    tree.write("core/studies/CMakeLists.txt", "tw_add_study(one)\n");
    tree.write("core/studies/one/study.h", "\n");
    tree.write("core/studies/two/study.h", "\n");
    const QList<Finding> findings = checkRegistration(tree.root());
    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings[0].file, QString("core/studies/two"));
}

QTEST_GUILESS_MAIN(TestSourceRules)
#include "tst_source_rules.moc"
