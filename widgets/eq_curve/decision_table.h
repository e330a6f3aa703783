#pragma once

#include <QtWidgets/QWidget>
#include <vector>

#include "core/study/preview.h"

namespace tonewright
{

/// The settings behind a decision: one row a group, one column a value, units in a muted ink. Painted, because it
/// changes with every decision and must line up whatever the numbers are.
class DecisionTable : public QWidget
{
    Q_OBJECT
public:
    explicit DecisionTable(QWidget *parent = nullptr);

    void setValues(const std::vector<DecisionValue> &values);
    [[nodiscard]] QStringList rows() const;  ///< "Low shelf  220 Hz  −3.5 dB  Q 0.9"

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Row {
        QString title;
        std::vector<QString> cells;
    };
    std::vector<Row> m_rows;
};

}  // namespace tonewright
