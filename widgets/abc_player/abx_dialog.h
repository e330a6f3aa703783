#pragma once

#include <QtCore/QElapsedTimer>
#include <QtWidgets/QDialog>
#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "core/audio/abx_test.h"
#include "widgets/abc_player/abc_player.h"

class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;
class QStackedWidget;

namespace tonewright
{

/// A blind test (ABX) beside a player that goes on playing: choose the two sounds and the number of trials; in each
/// trial listen to A, B and X and say which X is; at the end the count, what chance would have done, and the record as
/// a file. Keys: 1 2 3 listen to A, B, X; A and B answer; and those of the player that move.
///
/// Blind: the player tells nobody what is heard, every trial begins with A (a change of X can't be heard), and nothing
/// is said about an answer before the last. Closing the dialog, another piece in the player or a sound device that goes
/// away ends the test without a record; without a device none begins.
class AbxDialog : public QDialog
{
    Q_OBJECT

public:
    struct Setup {
        std::uint64_t seed = 0;
        QString item;                   ///< the piece of music, for the record
        std::filesystem::path records;  ///< the folder of the records; made when needed
        bool needsDevice = true;        ///< false: begins where nothing can be heard, too (for pictures of it)
    };

    /// `player` must outlive the dialog.
    AbxDialog(AbcPlayer &player, Setup setup, QWidget *parent = nullptr);
    ~AbxDialog() override;

    [[nodiscard]] const std::optional<AbxTest> &test() const { return m_test; }
    [[nodiscard]] const std::filesystem::path &record() const { return m_record; }  ///< empty until it is written

Q_SIGNALS:
    void recorded(const QString &file);  ///< the last trial was answered; empty when it could not be written

protected:
    void done(int result) override;

private:
    enum class Heard { A, B, X };

    QWidget *makeSetupPage();
    QWidget *makeTrialPage();
    QWidget *makeResultPage();
    QPushButton *makeListenButton(Heard what, Qt::Key key);
    QPushButton *makeAnswerButton(AbxTest::Side side, Qt::Key key);
    void checkSetup();
    [[nodiscard]] QString unheard() const;  ///< why nothing would be heard; empty when it would
    void onOutputChanged();
    void fitHeight();
    void begin();
    void beginTrial();
    void hear(Heard what);
    void answer(AbxTest::Side side);
    void finish();
    void giveUp(const QString &why);
    void onBlindChanged(bool blind);
    [[nodiscard]] AbcSource sourceOf(AbxTest::Side side) const;

    AbcPlayer &m_player;
    Setup m_setup;
    std::optional<AbxTest> m_test;
    std::filesystem::path m_record;
    std::array<AbcSource, 2> m_sources{AbcSource::Processed, AbcSource::Reference};
    QElapsedTimer m_sinceTrial;
    bool m_heardX = false;

    QStackedWidget *m_pages;
    std::array<QComboBox *, 2> m_choices{};
    QSpinBox *m_trials = nullptr;
    QLabel *m_problem = nullptr;
    QPushButton *m_start = nullptr;
    QLabel *m_progress = nullptr;
    std::array<QPushButton *, 3> m_listen{};
    std::array<QPushButton *, 2> m_answers{};
    QLabel *m_count = nullptr;
    QLabel *m_verdict = nullptr;
    QLabel *m_details = nullptr;
    QLabel *m_where = nullptr;
};

}  // namespace tonewright
