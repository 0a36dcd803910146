package io.metaformer4j.evaluation.calibration;

import io.metaformer4j.evaluation.Logits;
import io.metaformer4j.evaluation.validation.LogitsSink;
import io.metaformer4j.zoo.MetaFormerException;

/**
 * Temperature scaling (Guo et al., arXiv:1706.04599, section 4.2): all logits are divided by one number, which changes no
 * answer but how sure the network is of it. The number is fitted on some of the pictures and judged on the others, since on
 * those that it was fitted to it looks better than it is. Which are which depends on their places in the data set alone;
 * they are spread evenly over it, and so over the classes of a sorted one.
 *
 * <p>It keeps the logits of all pictures, four bytes for each class. Confined to one thread.
 */
public final class TemperatureScaling implements LogitsSink {

    /** Two GiB of them. */
    private static final long MOST_VALUES = 1L << 29;

    private final double share;
    private final int bins;
    private final LabelledLogits fitted = new LabelledLogits();
    private final LabelledLogits others = new LabelledLogits();
    private long values;

    /**
     * No picture is kept yet.
     *
     * @param share share of the pictures that the temperature is fitted on, above 0 and at most 1; with 1 it is fitted and
     *     judged on the same ones
     * @param bins number of bins of the figures, at least 1
     * @throws MetaFormerException if the share is no such number
     */
    public TemperatureScaling(double share, int bins) {
        if (!(share > 0 && share <= 1)) {
            throw new MetaFormerException("share " + share + " of the pictures must be above 0 and at most 1");
        }
        this.share = share;
        this.bins = bins;
    }

    /**
     * Refuses a data set that no temperature can be found on, before there are answers to its pictures.
     *
     * @param pictures number of its pictures
     * @param classes number of classes that are compared
     * @throws MetaFormerException if the logits are too many, there is no picture to fit, or none to judge by
     */
    public void requireFits(int pictures, int classes) {
        requireRoom((long) pictures * classes);
        int toFit = (int) Math.floor(pictures * share);
        requireBoth(toFit, share == 1 ? toFit : pictures - toFit, pictures);
    }

    private static void requireRoom(long values) {
        if (values > MOST_VALUES) {
            throw new MetaFormerException("the logits of all pictures, which temperature scaling needs at once, are"
                    + " more than " + MOST_VALUES + " numbers; use fewer pictures, or compare fewer classes");
        }
    }

    private static void requireBoth(int toFit, int toJudge, int pictures) {
        if (toFit == 0 || toJudge == 0) {
            throw new MetaFormerException("of " + pictures + " pictures, " + toFit + " are for finding the temperature"
                    + " and " + toJudge + " for judging it; use more pictures, or another share of them");
        }
    }

    @Override
    public void accept(int index, Logits logits, int right) {
        values += logits.count();
        requireRoom(values);
        boolean isFitted = Math.floor((index + 1L) * share) > Math.floor(index * share);
        (isFitted ? fitted : others).add(logits, right);
    }

    /**
     * Finds the temperature.
     *
     * @return the temperature, and the figures with and without it
     * @throws MetaFormerException if there is no picture to fit, or none to judge by
     */
    public TemperatureFit fit() {
        LabelledLogits judged = share == 1 ? fitted : others;
        requireBoth(fitted.size(), judged.size(), fitted.size() + others.size());
        double sharpness = new TemperatureSearch(fitted).sharpness();
        boolean atLimit = sharpness == TemperatureSearch.LARGEST || sharpness == 1 / TemperatureSearch.LARGEST;
        return new TemperatureFit(
                1 / sharpness, atLimit, fitted.size(), share < 1, figures(judged, 1), figures(judged, sharpness));
    }

    private CalibrationFigures figures(LabelledLogits pictures, double sharpness) {
        Calibration calibration = new Calibration(bins, sharpness);
        pictures.forEach(calibration);
        return calibration.figures();
    }
}
