#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>
#include <QtCore/QXmlStreamReader>
#include <QtTest/QTest>
#include <cmath>
#include <fstream>
#include <sstream>

#include "core/base/json.h"
#include "core/base/npy.h"
#include "core/base/npz_writer.h"
#include "tests/support/near.h"
#include "tests/widgets/synthetic.h"
#include "widgets/spectrogram/spectrogram_figure.h"
#include "widgets/spectrogram/spectrogram_matrix.h"
#include "widgets/style/metrics.h"

using namespace tonewright;
namespace fs = std::filesystem;

namespace
{

SoundPtr soundOf(Clip clip)
{
    return std::make_shared<SpectrogramSound>(std::make_shared<const ClipSource>(synthetic::share(std::move(clip))),
                                              SpectrogramAnalysis{.windowSamples = 1024, .hopSamples = 256},
                                              makeTemporaryStore());
}

SpectrogramFigure figure()
{
    SpectrogramFigure made;
    const SoundPtr loud = soundOf(synthetic::sine(1000, -10, 3));
    const SoundPtr quiet = soundOf(synthetic::sine(1000, -22, 3));
    made.rows = {{QStringLiteral("Raw <&>"), Ink::RawText, loud, nullptr},
                 {QStringLiteral("Reference"), Ink::ReferenceText, quiet, nullptr},
                 {QStringLiteral("Difference"), Ink::Text, loud, quiet}};
    made.item = QStringLiteral("blues/one");
    made.settings.windowSamples = 1024;
    made.range = {0, 3};
    made.size = {600, 600};
    return made;
}

std::string contentOf(const fs::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

struct Folder {
    QTemporaryDir folder;
    fs::path operator/(const char *name) const { return fs::path(folder.path().toStdString()) / name; }
};

}  // namespace

class TestSpectrogramExport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPictureHasAnyScale()  // WISHES B10
    {
        const QImage once = paintFigure(figure(), 1);
        const QImage thrice = paintFigure(figure(), 3);
        QCOMPARE(once.size(), QSize(600, 600));
        QCOMPARE(thrice.size(), QSize(1800, 1800));
        // Sharp, not enlarged: the tone's line is as many pixels high as its bin, and columns are the sound's own.
        QVERIFY(thrice.scaled(600, 600) != once);
        const Folder folder;
        QVERIFY(exportFigure(figure(), 3, folder / "picture.png"));
        QImage read;
        QVERIFY(read.load(QString::fromStdString((folder / "picture.png").string())));
        QCOMPARE(read.size(), QSize(1800, 1800));
    }

    void vectorsHoldEveryLabel()  // WISHES B10
    {
        const Folder folder;
        QVERIFY(exportFigure(figure(), 2, folder / "picture.svg"));
        QXmlStreamReader xml(QByteArray::fromStdString(contentOf(folder / "picture.svg")));
        QStringList words;
        int images = 0, lines = 0;
        while (!xml.atEnd()) {
            xml.readNext();
            if (!xml.isStartElement())
                continue;
            images += int(xml.name() == QLatin1String("image"));
            lines += int(xml.name() == QLatin1String("line"));
            if (xml.name() == QLatin1String("text"))
                words << xml.readElementText();
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QCOMPARE(images, 6);  // three pictures, three colour bars
        // What the painter draws beside a picture of this height is what is here.
        const SpectrogramFigure drawn = figure();
        for (const char *label : {"Raw <&>", "Reference", "Difference", "100", "1k", "10k", "0:00.0", "0:01.0",
                                  "0:02.0", "0:03.0", "Hz", "dBFS", "dB", "0", "blues/one"})
            QVERIFY2(words.contains(QString::fromUtf8(label)), label);
        QCOMPARE(words.count(QStringLiteral("blues/one")), 1);
        // Each scale has its own unit: levels, and what they differ by.
        QCOMPARE(words.count(QStringLiteral("dBFS")), 2);
        QCOMPARE(words.count(QStringLiteral("dB")), 1);
        QVERIFY(words.contains(formatNumber(-30, 0)) || words.contains(formatNumber(-40, 0)));
        QVERIFY(words.contains(QStringLiteral("+12")) || words.contains(QStringLiteral("+24")));
        QVERIFY(words.contains(analysisText(drawn.settings, 44100)));
        QVERIFY(lines > 3 * 8);
    }

    void analysisIsTold()  // WISHES B4
    {
        SpectrogramSettings settings;
        const QString text = analysisText(settings, 44100);
        for (const QString &part :
             {windowName(dsp::WindowShape::Hann), QStringLiteral("2048"), formatWithUnit(46.4, 1, QStringLiteral("ms")),
              formatWithUnit(75, 0, QStringLiteral("%")), QStringLiteral("512"),
              formatWithUnit(11.6, 1, QStringLiteral("ms"))})
            QVERIFY2(text.contains(part), qPrintable(text));
        settings.framesPerWindow = 8;
        QVERIFY(analysisText(settings, 44100).contains(formatWithUnit(87.5, 1, QStringLiteral("%"))));
    }

    void csvHasNamesAndParameters()  // WISHES B11
    {
        const Folder folder;
        const SoundPtr sound = soundOf(synthetic::sine(1000, -20, 2));
        QVERIFY(exportMatrix({sound, nullptr, {0.5, 1}, {900, 1100}, "Raw"}, folder / "levels.csv"));
        std::istringstream lines(contentOf(folder / "levels.csv"));
        std::vector<std::string> comments, rows;
        for (std::string line; std::getline(lines, line);)
            (line[0] == '#' ? comments : rows).push_back(line);
        const std::vector<std::string> expected{"# title=Raw",       "# fs_hz=44100",
                                                "# hop_samples=256", "# window_samples=1024",
                                                "# window=hann",     "# scale=dBFS, a full-scale sine reads 0"};
        QVERIFY(comments == expected);
        // Bins 21 … 25 of 43.07 Hz; frames 87 … 172 of 5.8 ms.
        QVERIFY2(rows[0].starts_with("time_s,904.3945312,947.4609375,"), rows[0].c_str());
        QCOMPARE(std::count(rows[0].begin(), rows[0].end(), ','), 5);
        QCOMPARE(rows.size(), std::size_t(1 + 172 - 87 + 1));
        QVERIFY(rows[1].starts_with("0.5050340136,"));
        double time = 0, levels[5] = {};
        QCOMPARE(std::sscanf(rows[40].c_str(), "%lf,%lf,%lf,%lf,%lf,%lf", &time, levels, levels + 1, levels + 2,
                             levels + 3, levels + 4),
                 6);
        TW_COMPARE_NEAR(*std::max_element(levels, levels + 5), -20.0, 1.5);  // as it is, not as corrected
    }

    void numpyArchives()  // WISHES B11
    {
        const Folder folder;
        const SoundPtr sound = soundOf(synthetic::sine(1000, -20, 2));
        const fs::path file = folder / "levels.npz";
        QVERIFY(exportMatrix({sound, nullptr, {0, 2}, {0, 22050}, "Roh – ä"}, file));
        const std::string bytes = contentOf(file);
        for (const char *name : {"fs.npy", "hop.npy", "window.npy", "window_shape.npy", "scale.npy", "title.npy",
                                 "times_s.npy", "frequencies_hz.npy", "levels_db.npy"})
            QVERIFY2(bytes.find(name) != std::string::npos, name);
        // The archive as Python's own reader sees it, and NumPy's where it is installed.
        // The system's own first: another in front of it seldom has NumPy.
        QString python = QStandardPaths::findExecutable(QStringLiteral("python3"), {QStringLiteral("/usr/bin")});
        if (python.isEmpty())
            python = QStandardPaths::findExecutable(QStringLiteral("python3"));
        if (python.isEmpty())
            QSKIP("python3 isn't installed");
        const QString script = QStringLiteral(
            "import sys, zipfile\n"
            "archive = zipfile.ZipFile(sys.argv[1])\n"
            "assert archive.testzip() is None\n"
            "assert len(archive.namelist()) == 9, archive.namelist()\n"
            "try:\n"
            "    import numpy\n"
            "except ImportError:\n"
            "    sys.exit(77)\n"
            "a = numpy.load(sys.argv[1])\n"
            "assert a['levels_db'].shape == (345, 513) and a['levels_db'].dtype == numpy.float32, "
            "a['levels_db'].shape\n"
            "assert int(a['fs']) == 44100 and int(a['hop']) == 256 and int(a['window']) == 1024\n"
            "assert str(a['window_shape']) == 'hann' and str(a['title']) == 'Roh \\u2013 \\xe4', a['title']\n"
            "assert str(a['scale']).startswith('dBFS')\n"
            "assert numpy.allclose(a['times_s'], numpy.arange(345) * 256 / 44100)\n"
            "assert numpy.allclose(a['frequencies_hz'], numpy.arange(513) * 44100 / 1024)\n"
            "row = a['levels_db'][170]\n"
            "assert abs(a['frequencies_hz'][row.argmax()] - 1000) < 44100 / 1024\n"
            "assert abs(row.max() + 20) < 1.5\n");
        QProcess process;
        process.start(python, {QStringLiteral("-c"), script, QString::fromStdString(file.string())});
        QVERIFY(process.waitForFinished(60000));
        const QByteArray said = process.readAllStandardError();
        QVERIFY2(process.exitStatus() == QProcess::NormalExit && (process.exitCode() == 0 || process.exitCode() == 77),
                 said.constData());
        if (process.exitCode() == 77)
            QSKIP("the archive is sound; NumPy isn't installed to load it");
    }

    void arraysHaveTheirParametersBesideThem()  // WISHES B11
    {
        const Folder folder;
        const SoundPtr loud = soundOf(synthetic::sine(1000, -10, 2)), quiet = soundOf(synthetic::sine(1000, -22, 1));
        QVERIFY(exportMatrix({loud, quiet, {0, 2}, {990, 1040}, "Difference"}, folder / "levels.npy"));
        const auto matrix = readNpyMatrix(folder / "levels.npy");
        QVERIFY(matrix);
        QCOMPARE(matrix->rows, std::size_t(173));  // what both have
        QCOMPARE(matrix->columns, std::size_t(2));
        TW_COMPARE_NEAR(matrix->row(80)[0], 12.0, 0.02);  // both rounded to hundredths
        const auto json = readJson(folder / "levels.json");
        QVERIFY(json);
        QCOMPARE((*json)["fs_hz"].get<int>(), 44100);
        QCOMPARE((*json)["hop_samples"].get<int>(), 256);
        QCOMPARE((*json)["window_samples"].get<int>(), 1024);
        QCOMPARE((*json)["window"].get<std::string>(), std::string("hann"));
        QVERIFY((*json)["scale"].get<std::string>().starts_with("dB,"));
        TW_COMPARE_NEAR((*json)["first_frequency_hz"].get<double>(), 23 * 44100.0 / 1024, 1e-9);
    }

    void whatCantBeExportedSaysWhy()
    {
        const Folder folder;
        const SoundPtr sound = soundOf(synthetic::sine(1000, -20, 1));
        const auto code = [&](const MatrixExtract &extract, const char *name, const std::stop_token &stop = {}) {
            const auto result = exportMatrix(extract, folder / name, stop);
            return result ? ErrorCode::Internal : result.error().code;
        };
        QCOMPARE(code({}, "a.csv"), ErrorCode::InvalidArgument);
        QCOMPARE(code({sound, nullptr, {0, 1}, {0, 1000}, ""}, "a.txt"), ErrorCode::InvalidArgument);
        QCOMPARE(code({sound, nullptr, {5, 6}, {0, 1000}, ""}, "a.csv"), ErrorCode::InvalidArgument);
        QCOMPARE(code({sound, nullptr, {0, 1}, {1001, 1002}, ""}, "a.csv"), ErrorCode::InvalidArgument);
        QCOMPARE(code({sound, soundOf(synthetic::sine(1000, -20, 1, 48000)), {0, 1}, {0, 1000}, ""}, "a.csv"),
                 ErrorCode::InvalidArgument);
        QCOMPARE(code({sound, nullptr, {0, 1}, {0, 1000}, ""}, "no\0folder"), ErrorCode::InvalidArgument);
        std::stop_source stopped;
        stopped.request_stop();
        const SoundPtr fresh = soundOf(synthetic::sine(1000, -20, 1));
        QCOMPARE(code({fresh, nullptr, {0, 1}, {0, 1000}, ""}, "a.npz", stopped.get_token()), ErrorCode::Cancelled);
        QVERIFY(!fs::exists(folder / "a.npz"));
        QVERIFY(!exportFigure(figure(), 1, folder / "a.png", stopped.get_token()));
        QVERIFY(!fs::exists(folder / "a.png"));
    }

    void checksumsAreZips()
    {
        const std::string digits = "123456789";  // the check value of CRC-32
        const auto bytes = std::as_bytes(std::span(digits));
        QCOMPARE(crc32(bytes), 0xCBF43926U);
        QCOMPARE(crc32(bytes.subspan(4), crc32(bytes.first(4))), 0xCBF43926U);
    }
};

QTEST_MAIN(TestSpectrogramExport)
#include "tst_spectrogram_export.moc"
