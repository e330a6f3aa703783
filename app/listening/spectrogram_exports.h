#pragma once

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <filesystem>
#include <functional>
#include <stop_token>

#include "core/base/result.h"
#include "widgets/spectrogram/spectrogram_figure.h"

class QWidget;

namespace tonewright
{

class SpectrogramControls;
class SpectrogramPanel;

/// Writes what a SpectrogramPanel shows to files that a person names, in a thread of its own. What is being written
/// when this goes is left out; no half file stays.
class SpectrogramExports : public QObject
{
    Q_OBJECT

public:
    /// All of them outlive this.
    SpectrogramExports(QWidget &window, SpectrogramPanel &panel, SpectrogramControls &controls,
                       QObject *parent = nullptr);
    ~SpectrogramExports() override;

    void setItem(const QString &item);  ///< the piece: stands in pictures, and names of files are made of it

    [[nodiscard]] SpectrogramFigure figure() const;  ///< what a picture would show now

Q_SIGNALS:
    void written(const std::filesystem::path &file);
    void failed(const QString &message);

private:
    using Work = std::function<Result<void>(const std::filesystem::path &file, const std::stop_token &stop)>;
    void ask(const QString &title, const QString &suggested, const QString &filter, Work work);
    void run(const std::filesystem::path &file, const Work &work);

    QWidget &m_window;
    SpectrogramPanel &m_panel;
    QString m_item;
    QString m_name;  // of files
    std::stop_source m_stop;
    QThreadPool m_pool;  // last: its thread is joined first
};

}  // namespace tonewright
