#include <QtTest/QTest>

#include "core/base/npy.h"
#include "tests/support/npy.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::test;

class TestNpy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Byte for byte what numpy.save(file, numpy.array([[1, 2, 3], [4, 5, 6]], dtype="<f4")) writes.
    void bytesOfTheFormat()
    {
        const TemporaryFolder folder;
        QVERIFY(writeNpy(folder / "a.npy", {2, 3}, std::vector<float>{1, 2, 3, 4, 5, 6}));
        std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
        header.append(128 - 10 - header.size() - 1, ' ');
        std::string expected = std::string("\x93NUMPY\x01\x00\x76\x00", 10) + header + '\n';
        for (const float value : {1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F})
            expected.append(reinterpret_cast<const char *>(&value), sizeof value);
        QCOMPARE(readBytes(folder / "a.npy"), expected);
    }

    void everyTypeAndShape()
    {
        const TemporaryFolder folder;
        QVERIFY(writeNpy(folder / "sub/double.npy", {3}, std::vector<double>{0.1, -2, 1e300}));
        Npy read = readNpy(folder / "sub/double.npy");
        QCOMPARE(read.shape, (std::vector<std::size_t>{3}));
        QCOMPARE(read.values, (std::vector<double>{0.1, -2, 1e300}));
        QVERIFY(readBytes(folder / "sub/double.npy").find("'shape': (3,), }") != std::string::npos);

        QVERIFY(writeNpy(folder / "int.npy", {2, 1, 2}, std::vector<std::int64_t>{1, -2, 3, 1LL << 40}));
        read = readNpy(folder / "int.npy");
        QCOMPARE(read.shape, (std::vector<std::size_t>{2, 1, 2}));
        QCOMPARE(read.values, (std::vector<double>{1, -2, 3, 1099511627776.0}));

        QVERIFY(writeNpy(folder / "none.npy", {0}, std::vector<float>{}));
        QVERIFY(readNpy(folder / "none.npy").values.empty());
        QVERIFY(writeNpy(folder / "scalar.npy", {}, std::vector<double>{7}));
        QVERIFY(readBytes(folder / "scalar.npy").find("'shape': (), }") != std::string::npos);
        // Values begin at a multiple of 64 whatever the header's length.
        for (const std::size_t size : {1, 10, 100, 1000, 10000})
            QVERIFY(writeNpy(folder / "x.npy", {size, 1, 1, 1, 1, 1, 1}, std::vector<float>(size)) &&
                    (readBytes(folder / "x.npy").size() - 4 * size) % 64 == 0);
    }

    void rowByRow()
    {
        const TemporaryFolder folder;
        QVERIFY(writeNpyRows(folder / "rows.npy", 2, 3,
                             [](std::size_t row, std::span<float> values) { values[row] = float(10 * (row + 1)); }));
        const Npy read = readNpy(folder / "rows.npy");
        QCOMPARE(read.shape, (std::vector<std::size_t>{2, 3}));
        QCOMPARE(read.values, (std::vector<double>{10, 0, 0, 0, 20, 0}));
    }

    void aMatrixIsReadBack()
    {
        const TemporaryFolder folder;
        const std::vector<float> values{1, -2, 0.1F, 4, 5, 1e30F};
        QVERIFY(writeNpy(folder / "a.npy", {2, 3}, values));
        const auto read = readNpyMatrix(folder / "a.npy");
        QVERIFY(read);
        QCOMPARE(read->rows, std::size_t{2});
        QCOMPARE(read->columns, std::size_t{3});
        QCOMPARE(read->values, values);
        QCOMPARE(read->row(1)[2], 1e30F);
        QVERIFY(writeNpyRows(folder / "none.npy", 0, 3, [](std::size_t, std::span<float>) {}));
        QCOMPARE(readNpyMatrix(folder / "none.npy")->rows, std::size_t{0});
    }

    void whatIsNoMatrixIsRefused()
    {
        const TemporaryFolder folder;
        const auto codeOf = [](const std::filesystem::path &file) { return readNpyMatrix(file).error().code; };
        QCOMPARE(codeOf(folder / "nothing.npy"), ErrorCode::NotFound);
        QVERIFY(writeNpy(folder / "row.npy", {3}, std::vector<float>{1, 2, 3}));
        QCOMPARE(codeOf(folder / "row.npy"), ErrorCode::BadData);
        QVERIFY(writeNpy(folder / "double.npy", {1, 1}, std::vector<double>{1}));
        QCOMPARE(codeOf(folder / "double.npy"), ErrorCode::BadData);
        QVERIFY(writeNpy(folder / "a.npy", {2, 3}, std::vector<float>(6)));
        const std::string whole = readBytes(folder / "a.npy");
        // Cut anywhere: within magic, header and values; or with something behind.
        for (const std::size_t length : {0, 5, 9, 40, 127, 128, 140, 151}) {
            writeBytes(folder / "cut.npy", whole.substr(0, length));
            QCOMPARE(codeOf(folder / "cut.npy"), ErrorCode::BadData);
        }
        writeBytes(folder / "long.npy", whole + "abcd");
        QCOMPARE(codeOf(folder / "long.npy"), ErrorCode::BadData);
        // More rows, or more columns, than there are bytes in the world.
        for (const std::string shape : {"(18446744073709551615, 3), }", "(2, 4611686018427387904), }"}) {
            std::string huge = whole;
            huge.replace(huge.find("(2, 3), }"), shape.size(), shape);
            writeBytes(folder / "huge.npy", huge);
            QCOMPARE(codeOf(folder / "huge.npy"), ErrorCode::BadData);
        }
        std::string byColumn = whole;
        byColumn.replace(byColumn.find("False"), 5, "True ");
        writeBytes(folder / "columns.npy", byColumn);
        QCOMPARE(codeOf(folder / "columns.npy"), ErrorCode::BadData);
    }

    void wrongShapeAndPlaceAreNamed()
    {
        const TemporaryFolder folder;
        const auto misfit = writeNpy(folder / "a.npy", {2, 2}, std::vector<float>{1, 2, 3});
        QVERIFY(!misfit);
        QCOMPARE(misfit.error().context, (folder / "a.npy").string());
        QVERIFY(!std::filesystem::exists(folder / "a.npy"));
        writeBytes(folder / "file", "");
        const auto blocked = writeNpy(folder / "file/a.npy", {1}, std::vector<float>{1});
        QVERIFY(!blocked);
        QCOMPARE(blocked.error().code, ErrorCode::Unwritable);
    }
};

QTEST_GUILESS_MAIN(TestNpy)
#include "tst_npy.moc"
