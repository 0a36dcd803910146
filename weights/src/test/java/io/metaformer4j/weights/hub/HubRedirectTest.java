package io.metaformer4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a download is sent to, and what is said there. */
@Timeout(60)
class HubRedirectTest extends HubFixture {

    @Test
    void the_token_is_sent_to_the_hub_and_to_nobody_else() throws IOException {
        ScriptedServer storage = start(ScriptedServer.file(CONTENT));
        ScriptedServer server = start((request, response) -> {
            if (request.path().startsWith("/moved")) {
                response.error(302, "Location: " + storage.address() + "/blob", LINKED_SHA);
            } else {
                response.error(307, "Location: /moved" + request.path());
            }
        });
        Hub hub = new Hub(settings(server).withEndpoint(server.address(), Optional.of("hf_secret")));
        assertThat(hub.fetch(SOURCE)).hasBinaryContent(CONTENT);
        assertThat(server.requests()).hasSize(2).allSatisfy(request -> assertThat(request.headers())
                .containsEntry("authorization", "Bearer hf_secret"));
        assertThat(storage.requests()).hasSize(1).allSatisfy(request -> assertThat(request.headers())
                .doesNotContainKey("authorization"));
        assertThat(hub.fetch(RemoteFile.parse(storage.address() + "/x.bin").orElseThrow()))
                .exists();
        assertThat(storage.requests().get(1).headers()).doesNotContainKey("authorization");
    }

    @Test
    void redirects_that_lead_nowhere_are_named() throws IOException {
        ScriptedServer loop = start((request, response) -> response.error(302, "Location: " + request.path()));
        assertThatThrownBy(() -> hub(loop).fetch(SOURCE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("redirect")
                .hasMessageContaining("10 times");
        assertThat(loop.requests()).hasSize(11);
        for (String location : List.of("file:///etc/passwd", "ftp://host/x", "http:nohost", "ht tp://x")) {
            ScriptedServer odd = start((request, response) -> response.error(302, "Location: " + location));
            assertThatThrownBy(() -> hub(odd).fetch(SOURCE))
                    .isInstanceOf(DownloadException.class)
                    .hasMessageContaining("redirects to");
        }
        assertThatThrownBy(() -> RedirectingClient.target(URI.create("https://a/x"), URI.create("https://a/x"), "http://a/x"))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("unprotected");
    }

    @ParameterizedTest
    @CsvSource({
        "404, EntryNotFound, check repository",
        "410, Gone, check repository",
        "401, RepoNotFound, set HF_TOKEN",
        "403, GatedRepo, set HF_TOKEN",
        "400, Bad, check the address",
        "418, Teapot, check the address"
    })
    void a_final_refusal_is_reported_at_once(int status, String code, String advice) throws IOException {
        ScriptedServer server = start((request, response) -> response.error(status, "X-Error-Code: " + code));
        assertThatThrownBy(() -> hub(server).fetch(SOURCE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("/timm/caformer_s18.sail_in1k/resolve/main/model.safetensors")
                .hasMessageContaining("HTTP " + status + ", " + code)
                .hasMessageContaining(advice);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void neither_passwords_nor_control_characters_reach_a_message() throws IOException {
        ScriptedServer server = start((request, response) -> response.error(400, "X-Error-Code: \u001b[31mred"));
        String address = server.address().toString().replace("//", "//me:secret@");
        assertThatThrownBy(() ->
                        hub(server).fetch(RemoteFile.parse(address + "/x.pth").orElseThrow()))
                .isInstanceOf(DownloadException.class)
                .satisfies(error ->
                        assertThat(error.getMessage()).doesNotContain("secret").doesNotContain("\u001b"));
    }
}
