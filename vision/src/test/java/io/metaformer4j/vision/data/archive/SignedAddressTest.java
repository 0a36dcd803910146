package io.metaformer4j.vision.data.archive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignedAddressTest {

    @ParameterizedTest
    @CsvSource({
        "https://host/a.tar, https://host/a.tar",
        "https://host/get.tar?part=7, https://host/get.tar?part=7",
        "https://host/get.tar?part=7&st=5#x, https://host/get.tar?part=7&st=5",
        "https://host/a.tar?X-Amz-Date=1&part=7&X-Amz-Signature=ab, https://host/a.tar?part=7",
        "https://host/a.tar?Expires=1&Signature=ab&Key-Pair-Id=c, https://host/a.tar",
        "https://host/a.tar?sv=1&st=2&sig=x%3D&part=7, https://host/a.tar?part=7",
        "https://host/a.tar?, https://host/a.tar",
    })
    void what_is_signed_is_left_out_and_what_says_which_file_stays(String address, String unsigned) {
        assertThat(SignedAddress.unsigned(address)).isEqualTo(unsigned);
    }
}
