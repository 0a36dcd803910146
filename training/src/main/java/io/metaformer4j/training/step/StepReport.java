package io.metaformer4j.training.step;

/**
 * What an optimizer update was like.
 *
 * @param epoch current epoch from 0
 * @param update number of the update in the whole run, from 1
 * @param updateOfEpoch number of the update in the epoch, from 1
 * @param updatesPerEpoch updates of an epoch
 * @param samples pictures seen in the whole run
 * @param loss mean loss of the pictures of this update; not finite if the update was left out for it
 * @param gradientNorm norm of the gradient before clipping; not finite if the update was left out for it
 * @param rate learning rate
 */
public record StepReport(
        int epoch,
        long update,
        int updateOfEpoch,
        int updatesPerEpoch,
        long samples,
        double loss,
        double gradientNorm,
        double rate) {}
