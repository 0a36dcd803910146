package io.metaformer4j.vision.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassMapFileTest {

    @TempDir
    Path root;

    private ClassMap read(String name, String content) throws IOException {
        return ClassMapFile.read(Files.writeString(root.resolve(name), content));
    }

    @Test
    void a_line_is_a_class() throws IOException {
        ClassMap map = read("map.txt", "cat\nhot dog\nboeing 737\n\n");

        assertThat(map.names()).containsExactly("cat", "hot dog", "boeing 737");
        assertThat(map.indexOf("hot dog")).hasValue(1);
        assertThat(map.indexOf("dog")).isEmpty();
    }

    @Test
    void lines_may_carry_the_index() throws IOException {
        ClassMap map = read("map.txt", "n02 1\nn01\t0\nn03 1\n");

        assertThat(map.size()).isEqualTo(2);
        assertThat(map.names()).containsExactly("n01", "n02");
        assertThat(map.indexOf("n03")).hasValue(1);
    }

    @Test
    void tables_hold_name_and_index_in_either_order() throws IOException {
        assertThat(read("a.csv", "class,index\ncat,1\ndog,0\n").names()).containsExactly("dog", "cat");
        assertThat(read("b.csv", "1,cat\n0,\"dog, small\"\n").names()).containsExactly("dog, small", "cat");
        assertThat(read("c.tsv", "cat\t0\n").names()).containsExactly("cat");
    }

    @Test
    void json_may_be_an_object_or_a_list_or_the_form_of_keras() throws IOException {
        assertThat(read("a.json", "{\"dog\": 1, \"cat\": 0}").names()).containsExactly("cat", "dog");
        assertThat(read("b.json", "[\"cat\", \"dog\"]").names()).containsExactly("cat", "dog");
        ClassMap keras = read("c.json", "{\"0\": [\"n01440764\", \"tench\"], \"1\": [\"n01443537\", \"goldfish\"]}");
        assertThat(keras.names()).containsExactly("n01440764", "n01443537");
        assertThat(read("d.json", "{\"1\": \"dog\", \"0\": \"cat\"}").names()).containsExactly("cat", "dog");
    }

    @Test
    void json_takes_every_form_that_geoformer_takes() throws IOException {
        List<String> wnids = List.of("n01440764", "n01443537");
        assertThat(read("a.json", "{\"n01443537\": 1, \"n01440764\": 0}").names())
                .isEqualTo(wnids);
        ClassMap texts = read("b.json", "{\"n01443537\": \"1\", \"n01440764\": \"0\"}");
        assertThat(texts.names()).isEqualTo(wnids);
        ClassMap lists = read("c.json", "{\"0\": [\"n01440764\", \"tench\", 7, {}], \"1\": [\"n01443537\"]}");
        assertThat(lists.names()).isEqualTo(wnids);
        ClassMap nested = read(
                "d.json",
                "{\"0\": {\"names\": [\"tench\", {\"wnid\": 1}], \"wnid\": \"n01440764\"},"
                        + " \"1\": {\"wnid\": \"n01443537\", \"more\": null}}");
        assertThat(nested.names()).isEqualTo(wnids);
        assertThat(nested.indexOf("n01443537")).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    map.yaml | cat: 0            | unknown kind
                    map.txt  | ''                | names no class
                    map.txt  | cat\\n\\ndog      | blank line 2
                    map.txt  | cat\\ncat         | line 2
                    map.csv  | cat,0,1           | 3 columns
                    map.csv  | cat,0\\ndog,bird  | line 2
                    map.json | {"cat": 1.5}      | line 1
                    map.json | {"cat": -1}       | not a number
                    map.json | {"0": {"id": 3}}  | line 1
                    map.json | {"0": {"wnid": 3}} | line 1
                    map.json | {"cat": {"wnid": "n1"}} | not a number
                    map.json | {"0": {"wnid":    | not valid JSON
                    map.json | "cat"             | line 1
                    map.json | [1]               | line 1
                    map.json | {"cat":           | not valid JSON
                    map.json | {"a": 99999999}   | 99999999
                    """)
    void says_what_is_wrong_with_a_file(String name, String content, String expected) {
        assertThatThrownBy(() -> read(name, content.replace("\\n", "\n")))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll(name, expected);
    }

    @Test
    void a_byte_order_mark_hides_no_class() throws IOException {
        assertThat(read("a.txt", "\ufeffcat\ndog\n").indexOf("cat")).hasValue(0);
        assertThat(read("b.csv", "\ufeffcat,1\ndog,0\n").indexOf("cat")).hasValue(1);
        assertThat(read("c.tsv", "\ufeffcat\t0\n").indexOf("cat")).hasValue(0);
        assertThat(read("d.json", "\ufeff[\"cat\"]").indexOf("cat")).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({"a.txt", "a.csv", "a.tsv", "a.json"})
    void another_encoding_is_named_with_the_file(String name) {
        assertThatThrownBy(() -> ClassMapFile.read(
                        Files.writeString(root.resolve(name), "[\"Bär\"]", StandardCharsets.ISO_8859_1)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll(name, "ISO-8859-1");
    }

    @Test
    void classes_are_found_by_what_people_call_them() {
        ClassMap map = ClassMap.byName(LabelSet.imageNet1k());
        assertThat(map.indexOf("n01440764")).hasValue(0);
        assertThat(map.indexOf("N01440764")).hasValue(0);
        assertThat(map.indexOf("tench")).hasValue(0);
        assertThat(map.indexOf("Great_White-Shark")).hasValue(2);
        assertThat(map.indexOf("crane")).as("a bird and a machine").isEmpty();
        assertThat(map.names()).hasSize(1000);
        ClassMap cases = ClassMap.byName(List.of("a", "A", "Cafe\u0301", "7"));
        assertThat(cases.indexOf("a")).hasValue(0);
        assertThat(cases.indexOf("A")).hasValue(1);
        assertThat(cases.indexOf("Caf\u00e9")).hasValue(2);
        assertThat(cases.indexOf("07")).hasValue(3);
        assertThat(cases.indexOf("3")).isEmpty();
    }
}
