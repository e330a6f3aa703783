#pragma once

#include <QtWidgets/QWidget>
#include <array>
#include <optional>
#include <vector>

#include "core/dsp/average_spectrum.h"
#include "widgets/eq_curve/eq_document.h"
#include "widgets/style/role.h"

class QLabel;
class QSlider;
class QSpinBox;
class QToolButton;

namespace tonewright
{

class EqBandTable;
class EqLevelScale;
class EqNode;
class PlotWidget;

/// What its bands are called: low and high shelf, low and high peak; more than two peaks are numbered.
[[nodiscard]] QStringList bandNames(const EqualiserSetting &setting);

/// What an equaliser is judged against: how loud the item's two sounds are on average.
struct EqSpectra {
    dsp::AverageSpectrum raw;
    dsp::AverageSpectrum reference;
};

/// An equaliser to look at and to change by hand: the applied response and each band's, nodes to drag, numbers to type,
/// how much of it all; behind it the average spectra of raw, processed and reference (on a scale of their own, at the
/// right) and what is missing (reference − raw, volume aside, dashed). What is drawn of the processed sound is computed
/// from the raw spectrum and the response, so it follows a drag at once. Reads out how far the processed spectrum is
/// from the reference's. Knows an EqDocument, no study and no sound.
class EqEditor : public QWidget
{
    Q_OBJECT
public:
    explicit EqEditor(EqDocument &document, QWidget *parent = nullptr);

    /// Of the item; empty ones where not known yet.
    void setSpectra(const EqSpectra &spectra);
    /// Widths of the spectra's bands: 1/3, 1/6 or 1/12 octave.
    void setSmoothing(double octaves);
    /// Hz: where the spectra are compared, by the read-out and by the curve of what is missing. 20 Hz to 20 kHz at
    /// first.
    void setCompared(double lowHz, double highHz);
    /// Of the edit as it rests: terms by name and value. Empty: being computed.
    void setScores(const QString &summary, const QString &details);
    /// A search for the best setting goes on, or not.
    void setSearching(bool searching);
    void setCanSearch(bool can);

    [[nodiscard]] PlotWidget *plot() const { return m_plot; }
    [[nodiscard]] const dsp::ShapeDifference &difference() const { return m_difference; }
    [[nodiscard]] QString readout() const;  ///< what the line above the plot says
    [[nodiscard]] QStringList warnings() const { return m_warnings; }

Q_SIGNALS:
    void searchRequested();  ///< the oracle's choice was asked for, and there is none yet
    void searchStopped();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildControls(QWidget &row);
    void addSeries();
    void follow();
    void followControls();
    void drawResponse();
    void drawSpectra();
    void placeNodes();
    void setGainRange();
    void askForSlot(EqSlot slot);
    void setAmount(int percent);

    EqDocument &m_document;
    PlotWidget *m_plot;
    EqBandTable *m_table;
    EqLevelScale *m_scale;
    std::vector<EqNode *> m_nodes;
    std::array<QToolButton *, 3> m_slotButtons{};
    QSlider *m_amount = nullptr;
    QSpinBox *m_amountNumber = nullptr;
    QToolButton *m_bypass = nullptr;
    QLabel *m_readout = nullptr;
    QLabel *m_scores = nullptr;

    struct Series {
        int raw = -1, processed = -1, reference = -1, missing = -1, total = -1;
        std::vector<int> bands;
    } m_series;
    EqSlot m_seriesSlot = EqSlot::Agent;
    EqSpectra m_spectra;
    double m_octaves = 1.0 / 6;
    dsp::ShapeDifference m_difference;
    double m_comparedFromHz = 20, m_comparedToHz = 20000;
    QStringList m_warnings;
    double m_gainRangeDb = 12;
    std::optional<EqSlot> m_rangeSlot;  // that it was made for
    double m_topLevelDb = 0;
    bool m_searching = false;
    bool m_canSearch = true;
    bool m_following = false;
};

}  // namespace tonewright
