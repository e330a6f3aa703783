#include <QTemporaryDir>
#include <QtTest/QTest>
#include <filesystem>
#include <fstream>

#include "core/base/atomic_file.h"
#include "core/rl/checkpoint_file.h"

using namespace tonewright;
using namespace tonewright::rl;

class TestCheckpointFile : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::filesystem::path file() const { return m_folder.filePath("checkpoint.bin").toStdString(); }

    static Checkpoint sample()
    {
        Checkpoint checkpoint;
        checkpoint.header["episodes"] = 42;
        checkpoint.blocks["agent"] = std::string("\0\1\2weights", 10);
        checkpoint.blocks["replay"] = "";
        return checkpoint;
    }

private Q_SLOTS:
    void readsBackWhatWasWritten()
    {
        QVERIFY(writeCheckpoint(file(), sample()).has_value());
        const auto read = readCheckpoint(file());
        QVERIFY(read.has_value());
        QCOMPARE(read->header["episodes"].get<int>(), 42);
        QVERIFY(read->blocks == sample().blocks);
    }

    /// A flipped byte and a missing end, anywhere, are found; the message names the file.
    void damageIsFound()
    {
        QVERIFY(writeCheckpoint(file(), sample()).has_value());
        const std::string good = *readTextFile(file());
        for (std::size_t i = 0; i < good.size(); ++i) {
            std::string bad = good;
            bad[i] = static_cast<char>(bad[i] ^ 0x10);
            QVERIFY(replaceFile(file(), bad).has_value());
            const auto read = readCheckpoint(file());
            QVERIFY2(!read.has_value(), qPrintable(QStringLiteral("byte %1").arg(i)));
            QVERIFY(read.error().code == ErrorCode::BadData);
            QCOMPARE(read.error().context, file().string());
            QVERIFY(replaceFile(file(), good.substr(0, i)).has_value());
            QVERIFY(!readCheckpoint(file()).has_value());
        }
    }

    void aMissingFileIsNotFound()
    {
        const auto read = readCheckpoint("/nonexistent/checkpoint.bin");
        QVERIFY(!read.has_value());
        QVERIFY(read.error().code == ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestCheckpointFile)
#include "tst_checkpoint_file.moc"
