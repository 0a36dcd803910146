package io.metaformer4j.weights.json;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.metaformer4j.zoo.architecture.Head;
import io.metaformer4j.zoo.architecture.Normalization;
import io.metaformer4j.zoo.architecture.TokenMixer;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How the zoo's descriptions look in JSON: sealed alternatives carry a {@code type}, constants are written in lower case and
 * what is optional is {@code null} when it is absent. The zoo itself knows nothing of JSON.
 */
final class ZooJsonModule extends SimpleModule {

    private static final long serialVersionUID = 1L;

    ZooJsonModule() {
        setMixInAnnotation(TokenMixer.class, TokenMixerTypes.class);
        setMixInAnnotation(Normalization.class, NormalizationTypes.class);
        setMixInAnnotation(Head.class, HeadTypes.class);
        addSerializer(new LowerCaseEnum());
        addSerializer(new OptionalValue());
        addSerializer(new OptionalNumber());
        addDeserializer(Optional.class, new OptionalReader(null));
        addDeserializer(OptionalDouble.class, new OptionalNumberReader());
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = TokenMixer.Identity.class, name = "identity"),
        @JsonSubTypes.Type(value = TokenMixer.Pooling.class, name = "pooling"),
        @JsonSubTypes.Type(value = TokenMixer.RandomMixing.class, name = "random_mixing"),
        @JsonSubTypes.Type(value = TokenMixer.SpatialFc.class, name = "spatial_fc"),
        @JsonSubTypes.Type(value = TokenMixer.SeparableConv.class, name = "separable_conv"),
        @JsonSubTypes.Type(value = TokenMixer.Attention.class, name = "attention"),
        @JsonSubTypes.Type(value = TokenMixer.Geometric.class, name = "geometric"),
        @JsonSubTypes.Type(value = TokenMixer.MultiScaleGeometric.class, name = "multi_scale_geometric"),
        @JsonSubTypes.Type(value = TokenMixer.GeoBlock.class, name = "geo_block"),
        @JsonSubTypes.Type(value = TokenMixer.PoolBlock.class, name = "pool_block"),
    })
    interface TokenMixerTypes {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Normalization.None.class, name = "none"),
        @JsonSubTypes.Type(value = Normalization.LayerNorm.class, name = "layer_norm"),
        @JsonSubTypes.Type(value = Normalization.GroupNorm.class, name = "group_norm"),
    })
    interface NormalizationTypes {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Head.Linear.class, name = "linear"),
        @JsonSubTypes.Type(value = Head.Mlp.class, name = "mlp"),
        @JsonSubTypes.Type(value = Head.FeatureMaps.class, name = "features"),
    })
    interface HeadTypes {}

    private static final class LowerCaseEnum extends StdSerializer<Enum<?>> {
        private static final long serialVersionUID = 1L;

        LowerCaseEnum() {
            super(Enum.class, false);
        }

        @Override
        public void serialize(Enum<?> value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value.name().toLowerCase(Locale.ROOT));
        }
    }

    private static final class OptionalValue extends StdSerializer<Optional<?>> {
        private static final long serialVersionUID = 1L;

        OptionalValue() {
            super(Optional.class, false);
        }

        @Override
        public void serialize(Optional<?> value, JsonGenerator out, SerializerProvider provider) throws IOException {
            provider.defaultSerializeValue(value.orElse(null), out);
        }
    }

    private static final class OptionalNumber extends StdSerializer<OptionalDouble> {
        private static final long serialVersionUID = 1L;

        OptionalNumber() {
            super(OptionalDouble.class);
        }

        @Override
        public void serialize(OptionalDouble value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (value.isPresent()) {
                out.writeNumber(value.getAsDouble());
            } else {
                out.writeNull();
            }
        }
    }

    private static final class OptionalReader extends StdDeserializer<Optional<?>> implements ContextualDeserializer {
        private static final long serialVersionUID = 1L;
        private final JavaType content;

        OptionalReader(JavaType content) {
            super(Optional.class);
            this.content = content;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property) {
            return new OptionalReader(context.getContextualType().containedTypeOrUnknown(0));
        }

        @Override
        public Optional<?> deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return Optional.of(context.<Object>readValue(in, content));
        }

        @Override
        public Optional<?> getNullValue(DeserializationContext context) {
            return Optional.empty();
        }
    }

    private static final class OptionalNumberReader extends StdDeserializer<OptionalDouble> {
        private static final long serialVersionUID = 1L;

        OptionalNumberReader() {
            super(OptionalDouble.class);
        }

        @Override
        public OptionalDouble deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return OptionalDouble.of(in.getDoubleValue());
        }

        @Override
        public OptionalDouble getNullValue(DeserializationContext context) {
            return OptionalDouble.empty();
        }
    }
}
