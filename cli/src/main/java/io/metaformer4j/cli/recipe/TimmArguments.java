package io.metaformer4j.cli.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The file {@code args.yaml} that timm's training script writes. It has every argument of the script, also those that were not
 * given, so that what it says has to be told from what it merely holds.
 */
final class TimmArguments {

    /** What the script takes and the command need not know. */
    private static final Set<String> NAMES = Set.of(
            """
            amp_impl aot_autograd apex_amp bce_pos_weight bn_eps bn_momentum channels_last
            color_jitter_prob crop_pct data_dir dataset dataset_download dataset_trust_remote_code
            device_modules dist_bn distill_loss_weight drop_block drop_connect epoch_repeats experiment
            fast_norm fuser gaussian_blur_prob gp grayscale_prob head_init_bias head_init_scale
            input_img_mode input_key input_size interpolation kd_distill_type kd_loss_type kd_model_name
            kd_student_feature_dim kd_teacher_feature_dim kd_temperature kd_token_distill_type
            layer_decay_min_scale layer_decay_no_opt_scale local_rank log_interval log_wandb lr_noise
            lr_noise_pct lr_noise_std mean model_dtype model_ema_force_cpu model_kwargs naflex_loader
            naflex_loss_scale naflex_max_seq_len naflex_patch_size_probs naflex_patch_sizes
            naflex_patchify_channels_first naflex_train_seq_lens native_amp no_aug no_ddp_bb no_prefetcher
            no_resume_opt num_classes pin_mem pretrained_path recovery_interval resplit resume save_images
            split_bn start_epoch std synchronize_step target_key task_loss_weight torchcompile torchcompile_mode
            torchscript train_batch_sizes train_batches_per_epoch train_crop_mode
            train_img_sizes train_num_samples train_size_probs train_size_random_mix train_size_schedule
            train_size_schedule_spread train_steps_per_epoch tta use_multi_epochs_loader val_num_samples
            validation_batch_size variable_batch_loss_scale wandb_project wandb_resume_id wandb_tags
            worker_seeding
            """
                    .strip()
                    .split("\\s+", -1));

    /** What means something beside some schedules only, by their names; the script passes it over beside others. */
    private static final Map<String, Set<String>> SCHEDULES = Map.ofEntries(
            Map.entry("cooldown_epochs", Set.of("cosine", "tanh", "poly")),
            Map.entry("decay_epochs", Set.of("step")),
            Map.entry("decay_milestones", Set.of("multistep")),
            Map.entry("decay_rate", Set.of("step", "multistep", "poly", "plateau")),
            Map.entry("lr_cycle_decay", Set.of("cosine", "tanh", "poly")),
            Map.entry("lr_cycle_limit", Set.of("cosine", "tanh", "poly")),
            Map.entry("lr_cycle_mul", Set.of("cosine", "tanh", "poly")),
            Map.entry("lr_k_decay", Set.of("cosine", "poly")),
            Map.entry("min_lr", Set.of("cosine", "tanh", "poly", "plateau")),
            Map.entry("patience_epochs", Set.of("plateau")),
            Map.entry("sched_on_updates", Set.of("cosine", "tanh", "step", "multistep", "poly")));

    /** The optimizers here that have a momentum of this name. */
    private static final Set<String> WITH_MOMENTUM = Set.of("sgd", "momentum");

    /** So many of its names are no accident. */
    private static final int ENOUGH = 8;

    private TimmArguments() {}

    /** Whether a file with some keys is one that the script has written: nobody else names so much of it. */
    static boolean isFrom(Set<String> keys) {
        return keys.stream().filter(NAMES::contains).count() >= ENOUGH;
    }

    /**
     * What such a file says: without what is null, false or empty, which the script takes as not given, and without what
     * means nothing to the script beside the rest.
     */
    static Map<String, Object> said(Map<String, Object> arguments) {
        Map<String, Object> said = new LinkedHashMap<>();
        arguments.forEach((key, value) -> {
            boolean isOff = NAMES.contains(key) && isSame(0, value);
            if (!isOff && !isUnset(value)) {
                said.put(key, value);
            }
        });
        dropFromNetwork(said);
        dropFromSchedule(said);
        dropFromOptimization(said);
        dropFromObjective(said);
        dropFromPictures(said);
        dropFromMixing(said);
        if (said.containsKey("data_dir")) {
            said.putIfAbsent("data", said.remove("data_dir"));
        }
        return said;
    }

    /** sail-sg's script has a dropout of the head beside that of timm, of which their networks have the former. */
    private static void dropFromNetwork(Map<String, Object> said) {
        Object ofHead = said.get("head_dropout");
        if (isSame(0, ofHead) || isSame(said.get("drop"), ofHead)) {
            said.remove("head_dropout");
        } else if (ofHead != null && isSame(0, said.get("drop"))) {
            said.remove("drop");
        }
        if (said.containsKey("initial_checkpoint")) {
            said.remove("pretrained"); // the file is loaded over it
        }
        if (!said.containsKey("amp")) {
            said.remove("amp_dtype");
        }
    }

    private static void dropFromSchedule(Map<String, Object> said) {
        String schedule = String.valueOf(said.getOrDefault("sched", "cosine"));
        SCHEDULES.forEach((key, users) -> {
            if (!users.contains(schedule)) {
                said.remove(key);
            }
        });
        if (schedule.equals("none")) {
            said.keySet().removeAll(Set.of("warmup_epochs", "warmup_lr", "warmup_prefix"));
        }
        if (isSame(0, said.get("warmup_epochs"))) {
            said.keySet().removeAll(Set.of("warmup_lr", "warmup_prefix"));
        }
        if (isSame(1, said.getOrDefault("lr_cycle_limit", 1))) {
            said.keySet().removeAll(Set.of("lr_cycle_mul", "lr_cycle_decay"));
            if (!schedule.equals("cosine")) {
                said.remove("lr_cycle_limit"); // others have no more than one here
            }
        }
    }

    private static void dropFromOptimization(Map<String, Object> said) {
        if (said.containsKey("lr")) {
            said.keySet().removeAll(Set.of("lr_base", "lr_base_size", "lr_base_scale"));
        }
        if (!WITH_MOMENTUM.contains(String.valueOf(said.getOrDefault("opt", "sgd")))) {
            said.remove("momentum");
        }
        if (!isOn(said, "clip_grad")) {
            said.remove("clip_mode");
        }
        if (!said.containsKey("model_ema")) {
            said.keySet().removeAll(Set.of("model_ema_decay", "model_ema_warmup"));
        }
    }

    private static void dropFromObjective(Map<String, Object> said) {
        if (said.containsKey("jsd_loss")) {
            said.remove("bce_loss");
        }
        if (!said.containsKey("bce_loss")) {
            said.keySet().removeAll(Set.of("bce_target_thresh", "bce_sum"));
        }
        if (!isOn(said, "aug_splits")) {
            said.remove("aug_splits");
        }
    }

    private static void dropFromPictures(Map<String, Object> said) {
        if (said.containsKey("aa") && !said.get("aa").equals("3a") && !said.containsKey("force_color_jitter")) {
            said.remove("color_jitter");
        }
        if (!isOn(said, "reprob")) {
            said.keySet().removeAll(Set.of("remode", "recount"));
        }
    }

    private static void dropFromMixing(Map<String, Object> said) {
        boolean hasSides = said.containsKey("cutmix_minmax");
        if (hasSides) {
            said.remove("cutmix"); // sides of their own turn it on, whatever its alpha
        }
        boolean mixes = isOn(said, "mixup");
        boolean cuts = hasSides || isOn(said, "cutmix");
        if (!mixes || !cuts) {
            said.remove("mixup_switch_prob");
        }
        if (!mixes && !cuts) {
            said.keySet().removeAll(Set.of("mixup_mode", "mixup_off_epoch", "mixup_prob"));
        }
    }

    /** Whether there is a value other than 0. */
    private static boolean isOn(Map<String, Object> said, String key) {
        return said.containsKey(key) && !isSame(0, said.get(key));
    }

    private static boolean isUnset(Object value) {
        return value == null
                || Boolean.FALSE.equals(value)
                || value.equals("")
                || (value instanceof Map<?, ?> map && map.isEmpty())
                || (value instanceof List<?> list && list.isEmpty());
    }

    private static boolean isSame(Object standard, Object value) {
        if (standard instanceof Number a && value instanceof Number b) {
            return a.doubleValue() == b.doubleValue();
        }
        return Objects.equals(standard, value);
    }
}
