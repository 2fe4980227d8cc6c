package io.pushcore.netty.centrifuge;

import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** JSON in UTF-8 as it is read: with bounds for what could cost more than its bytes. */
final class JsonText {
    /** How deep values may stand in each other. */
    static final int MAX_DEPTH = 100;

    /** The bytes are UTF-8 and nothing else; names are the client's, so that they are not kept for ever. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .disable(JsonFactory.Feature.INTERN_PROPERTY_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private JsonText() {}

    static JsonParser parser(byte[] bytes, int from, int to) {
        return FACTORY.createParser(ObjectReadContext.empty(), bytes, from, to - from);
    }
}
