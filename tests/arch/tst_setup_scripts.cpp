// packaging/run.sh and packaging/test.sh up to the point where they would build, with the system's own commands
// replaced by small scripts: what is installed, what is said, and how they end without the means to install.

#include <QProcess>
#include <QtTest>

#include "tests/arch/planted_tree.h"

using namespace tonewright::arch;

namespace
{

struct Outcome {
    int status = -1;
    QString out;
    QString err;
};

}  // namespace

class TestSetupScripts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void helpNeedsNothing_data();
    void helpNeedsNothing();
    void unknownSystemGetsTheList();
    void knownSystems_data();
    void knownSystems();
    void onlyWhatIsMissingIsInstalled();
    void anAlternativeWillDo();
    void nothingMissingInstallsNothing();
    void withoutRootItSaysSo();
    void aDamagedTarballIsNotUsed();

private:
    void command(const QString &name, const QString &body);
    Outcome run(const QString &script, const QStringList &arguments = {});
    Outcome install(const QString &groups);
    QString logged();

    std::unique_ptr<PlantedTree> m_tree;
    QProcessEnvironment m_environment;
};

void TestSetupScripts::init()
{
    m_tree = std::make_unique<PlantedTree>();
    m_environment = QProcessEnvironment::systemEnvironment();
    m_environment.insert("PATH", m_tree->root() + "/bin:" + m_environment.value("PATH"));
    m_environment.insert("TONEWRIGHT_OS_RELEASE", m_tree->root() + "/os-release");
    m_environment.insert("LOG", m_tree->root() + "/log");
    m_environment.insert("TONEWRIGHT_UID", "0");
    m_tree->write("os-release", "ID=debian\nVERSION_ID=\"12\"\n");
    // An apt that installs nothing but writes down what it was asked for.
    command("apt-get", "echo \"apt-get $*\" >>\"$LOG\"");
    command("apt-cache", "exit 0");
    command("dpkg-query", "exit 0");
}

void TestSetupScripts::command(const QString &name, const QString &body)
{
    const QString file = "bin/" + name;
    m_tree->write(file, "#!/bin/sh\n" + body + "\n");
    QFile(m_tree->root() + '/' + file).setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

Outcome TestSetupScripts::run(const QString &script, const QStringList &arguments)
{
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.start(script, arguments);
    if (!process.waitForFinished(30000)) {
        process.kill();
        return {};
    }
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

// Runs install_dependencies alone.
Outcome TestSetupScripts::install(const QString &groups)
{
    return run("bash", {"-c", "set -euo pipefail; root='" TW_SOURCE_DIR "'; . \"$root/packaging/setup.sh\"; "
                              "install_dependencies " +
                                  groups});
}

QString TestSetupScripts::logged()
{
    QFile file(m_tree->root() + "/log");
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

void TestSetupScripts::helpNeedsNothing_data()
{
    QTest::addColumn<QString>("script");
    QTest::newRow("run") << "run.sh";
    QTest::newRow("test") << "test.sh";
}

void TestSetupScripts::helpNeedsNothing()
{
    QFETCH(QString, script);
    const Outcome outcome = run(TW_SOURCE_DIR "/packaging/" + script, {"--help"});
    QCOMPARE(outcome.status, 0);
    QVERIFY2(outcome.out.contains("Usage: packaging/" + script), qPrintable(outcome.out));
    QVERIFY(outcome.out.contains("--skip-packages"));
    QCOMPARE(logged(), QString());
}

void TestSetupScripts::unknownSystemGetsTheList()
{
    m_tree->write("os-release", "ID=plan9\nVERSION_ID=4\n");
    for (const QString script : {"run.sh", "test.sh"}) {
        const Outcome outcome = run(TW_SOURCE_DIR "/packaging/" + script);
        QCOMPARE(outcome.status, 3);
        for (const char *package : {"libtorch-dev", "qt6-base-dev", "libopenblas0-pthread", "timgm6mb-soundfont"}) {
            QVERIFY2(outcome.err.contains(package), package);
        }
        QCOMPARE(outcome.err.contains("pulseaudio"), script == "test.sh");
        QCOMPARE(logged(), QString());
    }
}

void TestSetupScripts::knownSystems_data()
{
    QTest::addColumn<QString>("release");
    QTest::addColumn<int>("status");
    QTest::newRow("Debian 12") << "ID=debian\nVERSION_ID=\"12\"\nVERSION_CODENAME=bookworm\n" << 0;
    QTest::newRow("Debian 13") << "ID=debian\nVERSION_ID=\"13\"\nVERSION_CODENAME=trixie\n" << 0;
    QTest::newRow("Debian 11") << "ID=debian\nVERSION_ID=\"11\"\nVERSION_CODENAME=bullseye\n" << 3;
    QTest::newRow("a relative") << "ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"12\"\n" << 3;
    QTest::newRow("nothing") << "" << 3;
}

void TestSetupScripts::knownSystems()
{
    QFETCH(QString, release);
    QFETCH(int, status);
    m_tree->write("os-release", release);
    QCOMPARE(install("build").status, status);
}

void TestSetupScripts::onlyWhatIsMissingIsInstalled()
{
    command("dpkg-query", R"(sed -n 's/^\(build\|run\) *\([^ |]*\).*/installed \2/p' ")" TW_SOURCE_DIR
                          R"(/packaging/dependencies" | grep -v -e 'libsoxr-dev$' -e 'libtorch-dev$')"
                          "\necho 'config-files libtorch-dev'");
    const Outcome outcome = install("build run");
    QCOMPARE(outcome.status, 0);
    QVERIFY2(outcome.out.contains(QRegularExpression("libsoxr-dev +resampling")), qPrintable(outcome.out));
    QVERIFY(outcome.out.contains(QRegularExpression("libtorch-dev +learning")));
    QVERIFY(!outcome.out.contains("libsndfile1-dev"));
    const QStringList calls = logged().split('\n', Qt::SkipEmptyParts);
    QCOMPARE(calls.size(), 2);
    QVERIFY2(calls[0].endsWith(" update"), qPrintable(calls[0]));
    QVERIFY2(calls[1].endsWith(" install -y --no-install-recommends --no-remove libtorch-dev libsoxr-dev"),
             qPrintable(calls[1]));
}

void TestSetupScripts::anAlternativeWillDo()
{
    const QString all = R"(sed -n 's/^run *\([^ |]*\).*/installed \1/p' ")" TW_SOURCE_DIR "/packaging/dependencies\"";
    command("dpkg-query", all + " | sed 's/libopenblas0-pthread/libopenblas0-openmp/'");
    QCOMPARE(install("run").status, 0);
    QCOMPARE(logged(), QString());

    // The first one that the release offers is taken.
    command("dpkg-query", all + " | grep -v libopenblas");
    command("apt-cache", "[ \"$2\" != libopenblas0-pthread ]");
    QCOMPARE(install("run").status, 0);
    QVERIFY2(logged().endsWith(" libopenblas0-openmp\n"), qPrintable(logged()));
}

void TestSetupScripts::nothingMissingInstallsNothing()
{
    command("dpkg-query",
            R"(sed -n 's/^[a-z][a-z]* *\([^ |]*\).*/installed \1/p' ")" TW_SOURCE_DIR "/packaging/dependencies\"");
    m_environment.insert("TONEWRIGHT_UID", "1000");
    command("sudo", "exit 1");
    const Outcome outcome = install("build run test");
    QCOMPARE(outcome.status, 0);
    QCOMPARE(outcome.out, QString());
    QCOMPARE(logged(), QString());
}

void TestSetupScripts::withoutRootItSaysSo()
{
    m_environment.insert("TONEWRIGHT_UID", "1000");
    command("sudo", "exit 1");  // wants a password, and the test has no terminal
    Outcome outcome = install("run");
    QCOMPARE(outcome.status, 1);
    QVERIFY2(outcome.err.contains("sudo wants a password"), qPrintable(outcome.err));
    QVERIFY(outcome.out.contains("timgm6mb-soundfont"));
    QCOMPARE(logged(), QString());

    command("sudo", R"([ "$1" = -n ] && shift; echo "sudo $1" >>"$LOG"; exec "$@")");
    outcome = install("run");
    QCOMPARE(outcome.status, 0);
    QVERIFY2(logged().contains("sudo env\n"), qPrintable(logged()));
}

void TestSetupScripts::aDamagedTarballIsNotUsed()
{
    m_tree->write("cache/tonewright/qwt-6.3.0.tar.bz2", "not a tarball");
    m_environment.insert("XDG_CACHE_HOME", m_tree->root() + "/cache");
    command("apt-get", "echo \"apt-get $*\" >>\"$LOG\"; exit 1");
    const Outcome outcome = run(TW_SOURCE_DIR "/packaging/fetch-qwt.sh");
    QCOMPARE(outcome.status, 1);
    QCOMPARE(outcome.out, QString());
    QVERIFY2(outcome.err.contains("is damaged"), qPrintable(outcome.err));
    QVERIFY(outcome.err.contains("-DQWT_SOURCE_DIR"));
    QVERIFY(!QFile::exists(m_tree->root() + "/cache/tonewright/qwt-6.3.0.tar.bz2"));
}

QTEST_GUILESS_MAIN(TestSetupScripts)
#include "tst_setup_scripts.moc"
