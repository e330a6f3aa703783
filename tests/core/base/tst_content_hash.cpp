#include <QtTest/QTest>
#include <cstring>
#include <set>
#include <vector>

#include "core/base/content_hash.h"

using namespace tonewright;

namespace
{

std::uint64_t hashOf(std::string_view text, std::uint64_t seed = 0)
{
    ContentHash hash(seed);
    hash.add(std::as_bytes(std::span(text)));
    return hash.value();
}

}  // namespace

class TestContentHash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void piecesDontMatter()
    {
        std::string text;
        for (int i = 0; i < 1000; ++i)
            text += char(i * 7);
        const std::uint64_t whole = hashOf(text);
        for (const std::size_t piece : {1U, 7U, 31U, 32U, 33U, 500U}) {
            ContentHash hash;
            for (std::size_t i = 0; i < text.size(); i += piece)
                hash.add(std::as_bytes(std::span(text).subspan(i, std::min(piece, text.size() - i))));
            QCOMPARE(hash.value(), whole);
        }
    }

    void everyBitCounts()
    {
        std::string text(100, 'a');
        std::set<std::uint64_t> seen{hashOf(text), hashOf(text, 1)};
        for (std::size_t byte = 0; byte < text.size(); ++byte)
            for (int bit = 0; bit < 8; ++bit) {
                std::string other = text;
                other[byte] = char(other[byte] ^ (1 << bit));
                seen.insert(hashOf(other));
            }
        for (std::size_t length = 0; length < text.size(); ++length)
            seen.insert(hashOf(std::string(length, 'a')));
        QCOMPARE(seen.size(), std::size_t(2 + 800 + 100));
    }

    void bitsAreMixed()
    {
        // A flipped bit of the input changes every bit of the value about every other time.
        std::array<int, 64> changed{};
        constexpr int kTrials = 2000;
        for (int i = 0; i < kTrials; ++i) {
            const std::string text = "content " + std::to_string(i) + std::string(40, 'x');
            std::string other = text;
            other[std::size_t(i) % text.size()] = char(other[std::size_t(i) % text.size()] ^ 4);
            const std::uint64_t difference = hashOf(text) ^ hashOf(other);
            for (std::size_t bit = 0; bit < 64; ++bit)
                changed[bit] += int((difference >> bit) & 1U);
        }
        for (const int count : changed)  // five standard deviations of a fair coin: 112
            QVERIFY2(std::abs(count - kTrials / 2) < 112, qPrintable(QString::number(count)));
    }

    void textIsHexadecimal()
    {
        ContentHash hash;
        const std::string text = hash.text();
        QCOMPARE(text.size(), std::size_t(16));
        QCOMPARE(QString::fromStdString(text).toULongLong(nullptr, 16), quint64(hash.value()));
    }
};

QTEST_APPLESS_MAIN(TestContentHash)
#include "tst_content_hash.moc"
