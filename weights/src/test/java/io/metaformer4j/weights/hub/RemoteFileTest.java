package io.metaformer4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.hub.RemoteFile.HubFile;
import io.metaformer4j.weights.hub.RemoteFile.WebFile;
import io.metaformer4j.zoo.MetaFormerException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteFileTest {

    @Test
    void what_a_user_types_is_understood() {
        assertThat(RemoteFile.parse("hf:timm/caformer_s18.sail_in1k").orElseThrow())
                .isEqualTo(new HubFile("timm", "caformer_s18.sail_in1k", "main", "model.safetensors"))
                .hasToString("hf:timm/caformer_s18.sail_in1k");
        assertThat(RemoteFile.parse("hf:sail/dl@v1.0:caformer/caformer_s18.pth").orElseThrow())
                .isEqualTo(new HubFile("sail", "dl", "v1.0", "caformer/caformer_s18.pth"))
                .hasToString("hf:sail/dl@v1.0:caformer/caformer_s18.pth");
        assertThat(RemoteFile.parse("hf:timm/x@refs/pr/1").orElseThrow())
                .isEqualTo(new HubFile("timm", "x", "refs/pr/1", "model.safetensors"));
        assertThat(RemoteFile.parse("https://host/a.pth?x=1").orElseThrow())
                .isEqualTo(new WebFile(URI.create("https://host/a.pth?x=1")));
        assertThat(RemoteFile.parse("HTTPS://host/a.pth").orElseThrow()).isInstanceOf(WebFile.class);
        assertThat(RemoteFile.parse("some/where.pth")).isEmpty();
        assertThat(RemoteFile.parse("hfile.pth")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hf:",
                "hf:timm",
                "hf:timm/",
                "hf:/x",
                "hf:../x",
                "hf:timm/..",
                "hf:a/b/c",
                "hf:timm/x:../../etc/passwd",
                "hf:timm/x:/etc/passwd",
                "hf:timm/x:a/../b",
                "hf:timm/x:.hidden",
                "hf:timm/x@..",
                "hf:timm/x@../y",
                "hf:timm/x@a%2e%2e",
                "hf:timm/x y",
                "hf:ti--mm/x",
                "hf:timm/x--y",
                "hf:timm/x\u0000",
                "hf:timm/x?y",
                "https://",
                "https:///x",
                "https://a b/c"
            })
    void names_that_could_lead_elsewhere_are_refused(String text) {
        assertThatThrownBy(() -> RemoteFile.parse(text).orElseThrow()).isInstanceOf(MetaFormerException.class);
    }

    @Test
    void cached_files_stay_inside_the_cache() {
        Path cache = Path.of("/cache");
        assertThat(CacheEntry.of(cache, new HubFile("a", "b", "refs/pr/1", "c/d.bin"))
                        .file())
                .isEqualTo(Path.of("/cache/hub/a--b/refs--pr--1/c/d.bin"));
        for (String address :
                new String[] {"http://h", "http://h/", "http://h/a/..", "http://h/%2e%2e%2fx", "http://h/.x"}) {
            Path file = CacheEntry.of(cache, new WebFile(URI.create(address))).file();
            assertThat(file.normalize()).isEqualTo(file);
            assertThat(file.getParent().getParent()).isEqualTo(Path.of("/cache/web"));
        }
    }

    @Test
    void names_too_long_for_a_file_system_are_refused_or_shortened() {
        for (String text : List.of(
                "hf:timm/" + "x".repeat(97),
                "hf:timm/x@" + "r".repeat(151),
                "hf:timm/x:" + "f".repeat(151),
                "hf:timm/x:" + "f/".repeat(600) + "g")) {
            assertThatThrownBy(() -> RemoteFile.parse(text).orElseThrow())
                    .isInstanceOf(MetaFormerException.class)
                    .satisfies(error -> assertThat(error.getMessage()).hasSizeLessThan(400));
        }
        Path file = CacheEntry.of(
                        Path.of("/cache"), new WebFile(URI.create("http://h/" + "x".repeat(3000) + ".pth.tar")))
                .file();
        assertThat(file.getFileName().toString()).hasSizeLessThan(200).endsWith("xxx.pth.tar");
    }

    @Test
    void different_sources_never_share_a_file() {
        Path cache = Path.of("/cache");
        List<CacheEntry> entries = List.of(
                CacheEntry.of(cache, new HubFile("a", "b", "refs/pr/1", "x")),
                CacheEntry.of(cache, new HubFile("a", "b", "refs--pr--1", "x")),
                CacheEntry.of(cache, new HubFile("a", "b", "refs--pr/1", "x")),
                CacheEntry.of(cache, new WebFile(URI.create("http://h/x"))),
                CacheEntry.of(cache, new WebFile(URI.create("http://h/a/x"))),
                CacheEntry.of(cache, new WebFile(URI.create("http://h/x?1"))));
        assertThat(entries).doesNotHaveDuplicates();
        CacheEntry model = CacheEntry.of(cache, new HubFile("a", "b", "main", "x"));
        for (String suffix : List.of(".lock", ".info", ".incomplete", ".incomplete.version")) {
            Path other = CacheEntry.of(cache, new HubFile("a", "b", "main", "x" + suffix))
                    .file();
            assertThat(other).isNotEqualTo(model.file().resolveSibling("x" + suffix));
        }
    }

    @Test
    void settings_come_from_the_environment() {
        Path home = Path.of("/home/me");
        HubSettings standard = HubSettings.from(Map.of(), home);
        assertThat(standard.cache()).isEqualTo(Path.of("/home/me/.cache/metaformer4j"));
        assertThat(standard.endpoint()).isEqualTo(URI.create("https://huggingface.co"));
        assertThat(standard.token()).isEmpty();
        assertThat(standard.offline()).isFalse();
        HubSettings all = HubSettings.from(
                Map.of(
                        "METAFORMER_CACHE", "/data/cache",
                        "HF_ENDPOINT", "https://mirror.example/",
                        "HF_TOKEN", " hf_secret ",
                        "HF_HUB_OFFLINE", "1"),
                home);
        assertThat(all.cache()).isEqualTo(Path.of("/data/cache"));
        assertThat(all.endpoint()).isEqualTo(URI.create("https://mirror.example"));
        assertThat(all.token()).isEqualTo(Optional.of("hf_secret"));
        assertThat(all.offline()).isTrue();
        assertThat(all.toString()).doesNotContain("hf_secret").contains("token=set");
        assertThat(HubSettings.from(Map.of("METAFORMER_OFFLINE", "True"), home).offline())
                .isTrue();
        assertThat(HubSettings.from(Map.of("METAFORMER_OFFLINE", "0", "HF_TOKEN", ""), home))
                .isEqualTo(standard);
    }

    @Test
    void bad_settings_are_refused() {
        Path home = Path.of("/home/me");
        for (String endpoint : new String[] {"mirror", "ftp://mirror", "https://a b"}) {
            assertThatThrownBy(() -> HubSettings.from(Map.of("HF_ENDPOINT", endpoint), home))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("HF_ENDPOINT");
        }
        assertThatThrownBy(() -> HubSettings.from(Map.of("HF_TOKEN", "hf_\nsecret"), home))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("HF_TOKEN")
                .hasMessageNotContaining("secret");
        HubSettings settings = HubSettings.of(home);
        assertThatThrownBy(() -> settings.withLimits(-1, 1)).isInstanceOf(MetaFormerException.class);
        assertThatThrownBy(() -> settings.withLimits(0, 0)).isInstanceOf(MetaFormerException.class);
        assertThatThrownBy(() -> settings.withTimeouts(settings.timeout(), -1, settings.backoff()))
                .isInstanceOf(MetaFormerException.class);
    }
}
