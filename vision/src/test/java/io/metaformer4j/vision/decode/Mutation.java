package io.metaformer4j.vision.decode;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Ways in which files are damaged. */
enum Mutation {
    FLIP {
        @Override
        byte[] apply(byte[] file, byte[] other, Random random) {
            file[place(file, random)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            return file;
        }
    },
    SCATTER {
        @Override
        byte[] apply(byte[] file, byte[] other, Random random) {
            for (int i = random.nextInt(6); i >= 0; i--) {
                file[place(file, random)] = (byte) random.nextInt();
            }
            return file;
        }
    },
    CUT {
        @Override
        byte[] apply(byte[] file, byte[] other, Random random) {
            return Arrays.copyOf(file, random.nextInt(file.length));
        }
    },
    NUMBER {
        @Override
        byte[] apply(byte[] file, byte[] other, Random random) {
            int number = EXTREMES.get(random.nextInt(EXTREMES.size()));
            int bytes = 1 << random.nextInt(3);
            boolean little = random.nextBoolean();
            int at = place(file, random);
            for (int i = 0; i < bytes && at + i < file.length; i++) {
                file[at + i] = (byte) (number >> (Byte.SIZE * (little ? i : bytes - 1 - i)));
            }
            return file;
        }
    },
    REPEAT {
        @Override
        byte[] apply(byte[] file, byte[] other, Random random) {
            int from = random.nextInt(file.length);
            int to = from + random.nextInt(file.length - from) + 1;
            byte[] longer = Arrays.copyOf(file, file.length + to - from);
            System.arraycopy(file, from, longer, to, file.length - from);
            return longer;
        }
    },
    REMOVE {
        @Override
        byte[] apply(byte[] file, byte[] other, Random random) {
            int from = place(file, random);
            int to = Math.min(file.length, from + 1 + random.nextInt(40));
            byte[] shorter = Arrays.copyOf(file, file.length - to + from);
            System.arraycopy(file, to, shorter, from, file.length - to);
            return shorter;
        }
    },
    SPLICE {
        @Override
        byte[] apply(byte[] file, byte[] other, Random random) {
            int at = random.nextInt(Math.min(file.length, other.length));
            byte[] spliced = Arrays.copyOf(file, other.length);
            System.arraycopy(other, at, spliced, at, other.length - at);
            return spliced;
        }
    };

    private static final List<Integer> EXTREMES = List.of(
            0,
            1,
            2,
            7,
            8,
            16,
            127,
            128,
            255,
            256,
            4096,
            16_384,
            32_767,
            32_768,
            65_535,
            30_000,
            1 << 24,
            Integer.MAX_VALUE,
            Integer.MIN_VALUE,
            -1,
            -2,
            Integer.MAX_VALUE - 7,
            1 << 30);

    /** Damages a file, which may be changed itself; the other is of the same kind. */
    abstract byte[] apply(byte[] file, byte[] other, Random random);

    /** Every second place is in the first bytes, where most decisions are made. */
    private static int place(byte[] file, Random random) {
        int header = Math.min(file.length, 160);
        return random.nextInt(random.nextBoolean() ? header : file.length);
    }

    /** A damaged copy of one of some files, one time or several times. */
    static byte[] damage(List<byte[]> files, Random random) {
        byte[] damaged = files.get(random.nextInt(files.size())).clone();
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times && damaged.length > 4; i++) {
            byte[] other = files.get(random.nextInt(files.size()));
            damaged = values()[random.nextInt(values().length)].apply(damaged, other, random);
        }
        return damaged;
    }
}
