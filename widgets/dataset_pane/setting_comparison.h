#pragma once

#include <QtWidgets/QWidget>
#include <optional>

#include "core/study/equaliser_setting.h"

class QLabel;
class QStackedWidget;
class QTableWidget;

namespace tonewright
{

class EmptyState;
class EqCurveView;

/// How far a found equaliser is from the one that was needed.
struct SettingDistance {
    double meanDb = 0;    ///< mean distance of the two responses after their mean difference is taken away
    double offsetDb = 0;  ///< that mean difference, found − needed: a matter of volume
};
/// Over 20 Hz … 20 kHz (or 0.98 of Nyquist), every octave counting alike.
SettingDistance settingDistance(const EqualiserSetting &needed, const EqualiserSetting &found);

/// What undoes a distortion beside what was found for it, band by band and as curves. Gains as they act.
class SettingComparison : public QWidget
{
    Q_OBJECT
public:
    explicit SettingComparison(QWidget *parent = nullptr);

    /// Without `needed`, what was done to the pair isn't known; without `found` there is nothing to compare.
    void setSettings(const std::optional<EqualiserSetting> &needed, const std::optional<EqualiserSetting> &found);
    void clear();       ///< no track is chosen
    void setWaiting();  ///< something is open, and nothing known of it yet
    [[nodiscard]] QTableWidget *table() const { return m_table; }
    [[nodiscard]] QString verdict() const;

private:
    void fill(const EqualiserSetting &needed, const EqualiserSetting &found);
    void say(const QString &sentence);

    QTableWidget *m_table;
    EqCurveView *m_curves;
    QLabel *m_verdict;
    EmptyState *m_empty;
    QStackedWidget *m_stack;
};

}  // namespace tonewright
