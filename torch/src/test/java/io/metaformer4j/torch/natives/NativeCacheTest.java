package io.metaformer4j.torch.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NativeCacheTest {

    private static final String DIRECTORY = "org/bytedeco/pytorch/linux-x86_64/";
    private static final long TIME = 1_750_000_000_000L;

    @TempDir
    private Path temporary;

    private Path folder;
    private JarFile jar;

    @BeforeEach
    void writeArchive() throws IOException {
        folder = Files.createDirectory(temporary.resolve("cache"));
        Path archive = temporary.resolve("pytorch-1-linux-x86_64.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(archive))) {
            for (String name : List.of("libtorch.so", "libtorch_cpu.so", "libgomp.so.1", "libjnitorch.so")) {
                add(out, DIRECTORY + name);
            }
            add(out, DIRECTORY + "libjnitorch_gloo.so");
            add(out, DIRECTORY + "jnitorch.cpp");
            add(out, DIRECTORY + "include/other.so");
            add(out, "META-INF/maven/org.bytedeco/pytorch/pom.properties");
        }
        jar = new JarFile(archive.toFile());
    }

    private static void add(JarOutputStream out, String name) throws IOException {
        byte[] content = content(name);
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        entry.setLastModifiedTime(FileTime.fromMillis(TIME));
        out.putNextEntry(entry);
        out.write(content);
    }

    private static byte[] content(String name) {
        return ("version=" + name.substring(name.lastIndexOf('/') + 1)).getBytes(StandardCharsets.UTF_8);
    }

    @AfterEach
    void closeArchive() throws IOException {
        jar.close();
    }

    private static void loadNothing() {
        // unpacking is what is tested
    }

    private NativeArchive archive() {
        return new NativeArchive("pytorch", jar, DIRECTORY);
    }

    private NativeCache cache() {
        return new NativeCache(folder, archive().libraries(folder));
    }

    private Path file(String name) {
        return folder.resolve("pytorch-1-linux-x86_64.jar").resolve(DIRECTORY).resolve(name);
    }

    @Test
    void the_libraries_that_are_needed_are_unpacked_where_the_loader_looks_for_them() throws IOException {
        assertThat(cache().use(NativeCacheTest::loadNothing))
                .containsExactlyInAnyOrder("libtorch.so", "libtorch_cpu.so", "libgomp.so.1", "libjnitorch.so");
        try (Stream<Path> files = Files.list(file("libtorch.so").getParent())) {
            assertThat(files).hasSize(4);
        }
        assertThat(file("libtorch_cpu.so")).hasBinaryContent(content("libtorch_cpu.so"));
        assertThat(Files.getLastModifiedTime(file("libgomp.so.1")).toMillis()).isEqualTo(TIME);
        assertThat(archive().describe(folder))
                .isEqualTo(new Natives.Archive(
                        "pytorch",
                        "pom.properties",
                        Path.of(jar.getName()),
                        file("libtorch.so").getParent()));
    }

    @Test
    void nothing_is_unpacked_twice() throws IOException {
        cache().use(NativeCacheTest::loadNothing);
        assertThat(cache().use(NativeCacheTest::loadNothing)).isEmpty();
        Files.delete(file("libgomp.so.1"));
        assertThat(cache().use(NativeCacheTest::loadNothing)).containsExactly("libgomp.so.1");
    }

    @Test
    void a_file_that_is_cut_off_is_replaced_and_whoever_has_it_open_keeps_it() throws IOException {
        cache().use(NativeCacheTest::loadNothing);
        Files.writeString(file("libtorch_cpu.so"), "half");
        try (InputStream open = Files.newInputStream(file("libtorch_cpu.so"))) {
            assertThat(cache().use(NativeCacheTest::loadNothing)).containsExactly("libtorch_cpu.so");
            assertThat(open).hasBinaryContent("half".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(file("libtorch_cpu.so")).hasBinaryContent(content("libtorch_cpu.so"));
    }

    @Test
    void a_file_of_another_build_is_replaced() throws IOException {
        cache().use(NativeCacheTest::loadNothing);
        Files.setLastModifiedTime(file("libtorch.so"), FileTime.fromMillis(TIME + 2000));
        assertThat(cache().use(NativeCacheTest::loadNothing)).containsExactly("libtorch.so");
    }

    @Test
    void links_are_left_alone_unless_they_lead_nowhere() throws IOException {
        cache().use(NativeCacheTest::loadNothing);
        Files.delete(file("libgomp.so.1"));
        Path other = Files.writeString(temporary.resolve("other.so"), "other");
        Files.createSymbolicLink(file("libgomp.so.1"), other);
        assertThat(cache().use(NativeCacheTest::loadNothing)).isEmpty();
        Files.delete(other);
        assertThat(cache().use(NativeCacheTest::loadNothing)).containsExactly("libgomp.so.1");
        assertThat(other).doesNotExist();
    }

    @Test
    void what_a_killed_process_was_writing_is_removed() throws IOException {
        Files.createDirectories(file("x").getParent());
        Path leftover = Files.writeString(file("libtorch_cpu.so.unpacking-0123"), "half");
        Path foreign = Files.writeString(file("libtorch_cpu.so.mine"), "mine");
        cache().use(NativeCacheTest::loadNothing);
        assertThat(leftover).doesNotExist();
        assertThat(foreign).exists();
    }

    @Test
    void a_process_that_died_between_unpacking_and_loading_is_followed_by_one_that_loads_alone() {
        assertThatThrownBy(() -> cache().use(() -> {
                    throw new UnsatisfiedLinkError("died");
                }))
                .isInstanceOf(UnsatisfiedLinkError.class);
        List<String> order = new ArrayList<>();
        assertThat(cache().use(() -> order.add("loaded"))).isEmpty();
        assertThat(order).containsExactly("loaded");
    }

    @Test
    void nobody_loads_while_another_one_unpacks_and_loads() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch more = new CountDownLatch(1);
        CompletableFuture<List<String>> first = CompletableFuture.supplyAsync(() -> cache().use(() -> {
            loading.countDown();
            await(more);
            order.add("first");
        }));
        await(loading);
        CompletableFuture<List<String>> second =
                CompletableFuture.supplyAsync(() -> cache().use(() -> order.add("second")));
        more.countDown();
        assertThat(first.get(30, TimeUnit.SECONDS)).hasSize(4);
        assertThat(second.get(30, TimeUnit.SECONDS)).isEmpty();
        assertThat(order).containsExactly("first", "second");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void an_interrupted_thread_unpacks_all_the_same_and_stays_interrupted() {
        AtomicBoolean interrupted = new AtomicBoolean(true);
        Thread.currentThread().interrupt();
        try {
            assertThat(cache().use(() -> interrupted.set(Thread.currentThread().isInterrupted())))
                    .hasSize(4);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(interrupted).isFalse();
    }

    @Test
    void a_damaged_archive_is_named_and_nothing_gets_its_name() throws IOException {
        Path archive = Path.of(jar.getName());
        byte[] bytes = Files.readAllBytes(archive);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("version=libtorch_cpu.so");
        bytes[at] ^= 1;
        Path damaged = Files.write(temporary.resolve("damaged.jar"), bytes);
        try (JarFile broken = new JarFile(damaged.toFile())) {
            NativeCache cache =
                    new NativeCache(folder, new NativeArchive("pytorch", broken, DIRECTORY).libraries(folder));
            assertThatThrownBy(() -> cache.use(NativeCacheTest::loadNothing))
                    .isInstanceOf(TorchException.class)
                    .hasMessageContaining("libtorch_cpu.so")
                    .hasMessageContaining("'" + damaged + "' is damaged");
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.contains("libtorch_cpu.so"));
        }
    }

    @Test
    void a_folder_that_cannot_be_written_is_named_with_a_remedy() throws IOException {
        Files.writeString(folder.resolve("pytorch-1-linux-x86_64.jar"), "in the way");
        assertThatThrownBy(() -> cache().use(NativeCacheTest::loadNothing))
                .isInstanceOf(TorchException.class)
                .hasMessageStartingWith(
                        "unpacking libtorch.so (1 MB) into '" + file("x").getParent() + "' failed: ")
                .hasMessageContaining("set -Dorg.bytedeco.javacpp.cachedir=FOLDER");
    }
}
