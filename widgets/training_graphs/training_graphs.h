#pragma once

#include <QtGui/QImage>
#include <QtWidgets/QWidget>
#include <memory>
#include <span>
#include <vector>

#include "core/base/run_context.h"
#include "core/study/study_descriptor.h"
#include "widgets/style/theme.h"

namespace tonewright
{

/// The graphs a study asks for (ViewKind::MetricGraph and MetricByGenre), side by side, live. Append what the metric
/// store has new at 15–30 Hz; raw values stay faint behind a smoothed line. All graphs share one episode axis.
class TrainingGraphs : public QWidget
{
    Q_OBJECT
public:
    explicit TrainingGraphs(QWidget *parent = nullptr);
    ~TrainingGraphs() override;

    /// Builds the graphs; data is cleared. Views of other kinds are passed over.
    void setSpecs(const std::vector<MetricSpec> &metrics, const std::vector<ViewSpec> &views);
    /// Shows only the graphs of these views (a run's algorithm may lack metrics); data are kept. setSpecs() shows all.
    void showOnly(const std::vector<ViewSpec> &views);
    void append(std::span<const EpisodeRecord> records);
    void clear();
    [[nodiscard]] std::size_t episodes() const;

    void setSmoothing(double weight);  ///< 0 (none) … 0.999; the full data are smoothed anew
    [[nodiscard]] double smoothing() const;
    [[nodiscard]] int graphCount() const;  ///< of those shown
    /// All graphs as one picture with their titles, for reports. `size` in logical px.
    [[nodiscard]] QImage toImage(QSize size, double pixelRatio = 1, ThemeKind theme = ThemeKind::Light) const;
    /// The same straight from records, without a window.
    [[nodiscard]] static QImage render(const std::vector<MetricSpec> &metrics, const std::vector<ViewSpec> &views,
                                       std::span<const EpisodeRecord> records, QSize size, double pixelRatio = 1,
                                       ThemeKind theme = ThemeKind::Light);

Q_SIGNALS:
    void smoothingChanged(double weight);  ///< by the person

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}  // namespace tonewright
