#include <QTemporaryDir>
#include <QtTest/QTest>
#include <cmath>

#include "core/base/atomic_file.h"
#include "core/project/crc32c.h"
#include "core/project/event_file.h"

using namespace tonewright;

namespace
{

std::string hex(std::string_view bytes)
{
    return QByteArray(bytes.data(), qsizetype(bytes.size())).toHex().toStdString();
}

}  // namespace

class TestEventFile : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    [[nodiscard]] std::filesystem::path folder() const { return m_folder.filePath("run").toStdString(); }
    [[nodiscard]] std::filesystem::path file() const { return folder() / "events.out.tfevents.test"; }

private Q_SLOTS:
    /// RFC 3720, appendix B.4, and the check value of "123456789" (CRC catalogues: CRC-32/ISCSI).
    void sumsAreThoseOfTheStandard()
    {
        std::string ascending;
        std::string descending;
        for (int i = 0; i < 32; ++i) {
            ascending.push_back(char(i));
            descending.push_back(char(31 - i));
        }
        QCOMPARE(crc32c(std::string(32, '\0')), 0x8A9136AAU);
        QCOMPARE(crc32c(std::string(32, '\xFF')), 0x62A8AB43U);
        QCOMPARE(crc32c(ascending), 0x46DD794EU);
        QCOMPARE(crc32c(descending), 0x113FDB5CU);
        QCOMPARE(crc32c("123456789"), 0xE3069283U);
        QCOMPARE(crc32c(""), 0U);
        // 0xE3069283 turned right by 15 bits is 0x2507C60D; + 0xA282EAD8.
        QCOMPARE(maskedCrc32c("123456789"), 0x2507C60DU + 0xA282EAD8U);
    }

    /// Bytes of the first record of a file written by TensorBoard itself (summary.writer.EventFileWriter) with wall
    /// time 1.0: length 24, its sum, 09 = field 1 as 64 bits, 1a = field 3 with 13 characters.
    void theFirstRecordByHand()
    {
        QVERIFY(EventFile::create(folder(), "test", 1.0).has_value());
        const std::string bytes = *readTextFile(file());
        QCOMPARE(bytes.size(), std::size_t(8 + 4 + 24 + 4));
        QCOMPARE(hex(bytes.substr(0, 12)), std::string("1800000000000000a37f4b22"));
        QCOMPARE(hex(bytes.substr(12, 11)), std::string("09000000000000f03f1a0d"));
        QCOMPARE(bytes.substr(23, 13), std::string("brain.Event:2"));
    }

    /// step 300 is the varint ac 02; 1.5 in single precision is 00 00 c0 3f.
    void anEventByHand()
    {
        auto events = *EventFile::create(folder(), "test", 1.0);
        const std::size_t before = readTextFile(file())->size();
        QVERIFY(events.write(300, 2.0, {{"a/b", 1.5}}).has_value());
        const std::string bytes = readTextFile(file())->substr(before + 12);
        QCOMPARE(hex(bytes.substr(0, bytes.size() - 4)),
                 std::string("090000000000000040"  // wall time 2.0
                             "10ac02"              // step
                             "2a0c"                // summary of 12 bytes
                             "0a0a"                // value of 10 bytes
                             "0a03612f62"          // tag a/b
                             "150000c03f"));       // simple_value
    }

    void readsBackWhatWasWritten()
    {
        {
            auto events = *EventFile::create(folder(), "test", 1.7e9);
            QVERIFY(events.write(0, 1.7e9 + 1, {{"train/loss", 0.25}, {"rollout/ep_rew_mean", -3e10}}).has_value());
            QVERIFY(events.write(5, 1.7e9 + 2, {}).has_value());  // nothing to say
            QVERIFY(events.write(std::int64_t(1) << 40, 1.7e9 + 3, {{"eval/mean_reward", std::nan("")}}).has_value());
        }
        const auto read = EventFile::read(file());
        QVERIFY(read.has_value());
        QCOMPARE(read->size(), std::size_t(3));
        QCOMPARE((*read)[0].version, std::string("brain.Event:2"));
        QCOMPARE((*read)[1].step, std::int64_t(0));
        QCOMPARE((*read)[1].wallSeconds, 1.7e9 + 1);
        QCOMPARE((*read)[1].values.at("train/loss"), 0.25F);
        QCOMPARE((*read)[1].values.at("rollout/ep_rew_mean"), -3e10F);
        QCOMPARE((*read)[2].step, std::int64_t(1) << 40);
        QVERIFY(std::isnan((*read)[2].values.at("eval/mean_reward")));
    }

    void everyFlippedByteIsFound()
    {
        {
            auto events = *EventFile::create(folder(), "test", 1.0);
            QVERIFY(events.write(3, 2.0, {{"train/loss", 0.5}}).has_value());
        }
        const std::string good = *readTextFile(file());
        for (std::size_t i = 0; i < good.size(); ++i) {
            std::string bad = good;
            bad[i] = char(bad[i] ^ 0x20);
            QVERIFY(replaceFile(file(), bad).has_value());
            const auto read = EventFile::read(file());
            QVERIFY2(!read.has_value() && read.error().code == ErrorCode::BadData, qPrintable(QString::number(i)));
        }
        QVERIFY(replaceFile(file(), good).has_value());
        QVERIFY(EventFile::read(file()).has_value());
        QVERIFY(EventFile::read(folder() / "nothing").error().code == ErrorCode::NotFound);
    }

    /// A run is taken up at step 20: what came later goes, and so does a record that a power cut left half written.
    void reopenedAtACheckpoint()
    {
        {
            auto events = *EventFile::create(folder(), "test", 1.0);
            for (const std::int64_t step : {10, 20, 30})
                QVERIFY(events.write(step, 2.0, {{"train/loss", double(step)}}).has_value());
        }
        const std::string all = *readTextFile(file());
        QVERIFY(replaceFile(file(), all.substr(0, all.size() - 5)).has_value());
        {
            auto events = *EventFile::reopen(folder(), "test", 20, 9.0);
            QVERIFY(events.write(25, 3.0, {{"train/loss", 25.0}}).has_value());
        }
        const auto read = *EventFile::read(file());
        QCOMPARE(read.size(), std::size_t(4));
        QCOMPARE(read[0].wallSeconds, 1.0);  // the old beginning
        QCOMPARE(read[2].step, std::int64_t(20));
        QCOMPARE(read[3].step, std::int64_t(25));
        std::filesystem::remove(file());
        QVERIFY(EventFile::reopen(folder(), "test", 20, 9.0).has_value());  // begins anew
        QCOMPARE(EventFile::read(file())->size(), std::size_t(1));
        std::string bad = all;
        bad[20] = '!';
        QVERIFY(replaceFile(file(), bad).has_value());
        QVERIFY(EventFile::reopen(folder(), "test", 20, 9.0).error().code == ErrorCode::BadData);
    }

    void aFolderThatCanNotBeMadeIsNamed()
    {
        QVERIFY(replaceFile(folder() / "file", "x").has_value());
        const auto events = EventFile::create(folder() / "file", "test", 1.0);
        QVERIFY(!events.has_value());
        QVERIFY(events.error().code == ErrorCode::Unwritable);
    }
};

QTEST_GUILESS_MAIN(TestEventFile)
#include "tst_event_file.moc"
