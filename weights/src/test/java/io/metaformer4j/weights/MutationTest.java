package io.metaformer4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.weights.file.Checkpoints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files damaged at random are read or refused with the declared errors, never with any other. */
@Timeout(60)
class MutationTest {

    private static final int MUTATIONS = 2_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "odd_zip.pth",
                "odd_legacy.pth",
                "odd.safetensors",
                "containers_zip.pth",
                "training_zip.pth",
                "training_proto5_zip.pth",
                "training_legacy.pth",
                "evil_raw.pth",
                "whole_module.pth"
            })
    void only_declared_errors_come_out(String name) throws IOException {
        byte[] good = Files.readAllBytes(Fixtures.path("checkpoints/" + name));
        long seed = Long.getLong("seed", 20261121);
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] bad = mutate(good, random);
            try {
                use(Checkpoints.open(
                        ByteBuffer.allocateDirect(bad.length).put(bad).flip(), name));
            } catch (CheckpointException e) {
                assertThat(e.getMessage()).contains(name);
                refused++;
            } catch (RuntimeException | Error e) {
                fail(name + " with -Dseed=" + seed + ", mutation " + i, e);
            }
        }
        assertThat(refused).isGreaterThan(MUTATIONS / 10);
    }

    private static void use(Checkpoint checkpoint) {
        for (WeightTensor tensor : checkpoint.tensors().values()) {
            tensor.bytes();
            tensor.firstNonFinite();
        }
        // Whatever the file holds must print, even what holds itself; a string builder, since its result may be
        // ignored.
        new StringBuilder().append(checkpoint.content());
        checkpoint.stateDict();
    }

    /** A changed byte, a changed number, a lost end, a lost or a doubled part. */
    private static byte[] mutate(byte[] good, Random random) {
        byte[] bad = good.clone();
        int at = random.nextInt(bad.length);
        switch (random.nextInt(6)) {
            case 0 -> bad[at] = (byte) random.nextInt(256);
            case 1 -> bad[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> {
                for (int i = at; i < Math.min(bad.length, at + 1 + random.nextInt(8)); i++) {
                    bad[i] = (byte) (random.nextBoolean() ? 0xff : 0);
                }
            }
            case 3 -> bad = ByteBuffer.allocate(at).put(good, 0, at).array();
            case 4 -> {
                int end = Math.min(good.length, at + 1 + random.nextInt(16));
                bad = ByteBuffer.allocate(good.length - (end - at))
                        .put(good, 0, at)
                        .put(good, end, good.length - end)
                        .array();
            }
            default -> {
                int end = Math.min(good.length, at + 1 + random.nextInt(16));
                bad = ByteBuffer.allocate(good.length + (end - at))
                        .put(good, 0, end)
                        .put(good, at, good.length - at)
                        .array();
            }
        }
        return bad;
    }
}
