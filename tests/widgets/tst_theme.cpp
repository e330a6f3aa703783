#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>

#include "tests/support/near.h"
#include "widgets/style/metrics.h"
#include "widgets/style/pane.h"
#include "widgets/style/role.h"
#include "widgets/style/theme.h"

using namespace tonewright;

class TestTheme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void contrastRatioIsWcags()
    {
        // The two ends by definition; #767676 on white is the textbook grey that just passes 4.5:1 (4.54).
        TW_COMPARE_NEAR(contrastRatio(Qt::black, Qt::white), 21.0, 1e-9);
        TW_COMPARE_NEAR(contrastRatio(Qt::white, Qt::white), 1.0, 1e-9);
        TW_COMPARE_NEAR(contrastRatio(QColor("#767676"), Qt::white), 4.54, 0.005);
        TW_COMPARE_NEAR(relativeLuminance(QColor("#FF0000")), 0.2126, 1e-6);
    }

    void meaningColoursAreOkabeItos()
    {
        for (const ThemeKind kind : {ThemeKind::Light, ThemeKind::Dark}) {
            QCOMPARE(theme(kind).colour(Ink::RawFill).name(), QStringLiteral("#e69f00"));
            QCOMPARE(theme(kind).colour(Ink::ProcessedFill).name(), QStringLiteral("#009e73"));
            QCOMPARE(theme(kind).colour(Ink::ReferenceFill).name(), QStringLiteral("#0072b2"));
        }
    }

    void contrasts_data()
    {
        QTest::addColumn<ThemeKind>("kind");
        QTest::addColumn<Ink>("ink");
        QTest::addColumn<Ink>("ground");
        QTest::addColumn<double>("least");
        for (const auto &[name, kind] : {std::pair{"light", ThemeKind::Light}, std::pair{"dark", ThemeKind::Dark}}) {
            const auto row = [&, name = name, kind = kind](Ink ink, Ink ground, double least) {
                QTest::addRow("%s %d on %d", name, int(ink), int(ground)) << kind << ink << ground << least;
            };
            for (const Ink ground : {Ink::Surface, Ink::Window, Ink::Raised, Ink::Selection})
                for (const Ink words : {Ink::Text, Ink::MutedText})
                    row(words, ground, 4.5);
            for (const Ink ground : {Ink::Surface, Ink::Window}) {
                for (const Ink words : {Ink::RawText, Ink::ProcessedText, Ink::ReferenceText, Ink::Error})
                    row(words, ground, 4.5);
                for (const Ink line : {Ink::Raw, Ink::Processed, Ink::Reference, Ink::Accent, Ink::Band1, Ink::Band2,
                                       Ink::Band3, Ink::Band4})
                    row(line, ground, 3.0);
            }
            row(Ink::RawOnFill, Ink::RawFill, 4.5);
            row(Ink::ProcessedOnFill, Ink::ProcessedFill, 4.5);
            row(Ink::ReferenceOnFill, Ink::ReferenceFill, 4.5);
            row(Ink::AccentText, Ink::Accent, 4.5);
        }
    }

    void contrasts()
    {
        QFETCH(ThemeKind, kind);
        QFETCH(Ink, ink);
        QFETCH(Ink, ground);
        QFETCH(double, least);
        const double ratio = contrastRatio(theme(kind).colour(ink), theme(kind).colour(ground));
        QVERIFY2(ratio >= least, qPrintable(QStringLiteral("%1 on %2: %3")
                                                .arg(theme(kind).colour(ink).name(), theme(kind).colour(ground).name())
                                                .arg(ratio)));
    }

    void redIsForErrorsAlone()
    {
        for (const ThemeKind kind : {ThemeKind::Light, ThemeKind::Dark})
            for (int i = 0; i < int(Ink::Count); ++i) {
                const QColor colour = theme(kind).colour(Ink(i));
                const bool red = colour.hsvSaturation() > 100 && (colour.hsvHue() < 20 || colour.hsvHue() > 345);
                QCOMPARE(red, Ink(i) == Ink::Error);
            }
    }

    void switchingAtRunTimeReachesShownWidgets()
    {
        applyTheme(*qApp, theme(ThemeKind::Light));
        MutedLabel muted;
        EmptyState empty;
        empty.setIcon(Icon::Note);
        muted.show();
        empty.show();
        QCOMPARE(themeOf(muted.palette()).kind, ThemeKind::Light);
        QCOMPARE(muted.palette().color(QPalette::WindowText), theme(ThemeKind::Light).colour(Ink::MutedText));
        applyTheme(*qApp, theme(ThemeKind::Dark));
        QCoreApplication::processEvents();
        QCOMPARE(themeOf(muted.palette()).kind, ThemeKind::Dark);
        QCOMPARE(muted.palette().color(QPalette::WindowText), theme(ThemeKind::Dark).colour(Ink::MutedText));
        applyTheme(*qApp, theme(ThemeKind::Light));
    }

    void iconsFollowTheTheme()
    {
        const auto inkOf = [](const QIcon &icon) {
            const QImage image = icon.pixmap(32, 32).toImage().convertToFormat(QImage::Format_ARGB32);
            return image.pixelColor(16, 16);  // the middle of the stop square
        };
        const QIcon stop = icon(Icon::Stop);
        applyTheme(*qApp, theme(ThemeKind::Light));
        QCOMPARE(inkOf(stop).name(), theme(ThemeKind::Light).colour(Ink::Text).name());
        applyTheme(*qApp, theme(ThemeKind::Dark));
        QCOMPARE(inkOf(stop).name(), theme(ThemeKind::Dark).colour(Ink::Text).name());
        applyTheme(*qApp, theme(ThemeKind::Light));
    }

    void everyIconDrawsSomething()
    {
        QList<QImage> seen;
        for (int i = 0; i <= int(Icon::Fit); ++i) {
            const QImage image = icon(Icon(i)).pixmap(16, 16).toImage().convertToFormat(QImage::Format_ARGB32);
            QImage blank(image.size(), QImage::Format_ARGB32);
            blank.setDevicePixelRatio(image.devicePixelRatio());
            blank.fill(Qt::transparent);
            QVERIFY2(image != blank, qPrintable(QString::number(i)));
            QVERIFY2(!seen.contains(image), qPrintable(QString::number(i)));
            seen << image;
        }
    }

    void whoDecidedIsLineStyle()
    {
        QCOMPARE(decisionLine(DecidedBy::Agent), Qt::SolidLine);
        QCOMPARE(decisionLine(DecidedBy::Oracle), Qt::DashLine);
        QCOMPARE(decisionLine(DecidedBy::Person), Qt::DotLine);
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
