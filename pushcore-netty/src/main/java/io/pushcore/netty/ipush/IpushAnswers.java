package io.pushcore.netty.ipush;

import io.pushcore.netty.admin.Answer;
import io.pushcore.netty.http.JsonText;
import io.pushcore.transport.Output;
import java.util.List;

/** Answers of the admin port, in the layout that its clients know. */
final class IpushAnswers {
    private IpushAnswers() {}

    static Answer ok() {
        return compact("\"ok\"");
    }

    static Answer okOffline() {
        return compact("\"ok\",\"user_offline\":1");
    }

    /** An object whose result is this JSON. */
    static Answer compact(String json) {
        return answer(new Output().put("{\"result\":").put(json).put("}\n"));
    }

    static Answer text(String text) {
        Output out = new Output().put("{\n   \"result\" : ");
        JsonText.string(text, out);
        return answer(out.put("\n}\n"));
    }

    static Answer list(List<String> texts) {
        Output out = new Output().put("{\n   \"result\" : [");
        for (int i = 0; i < texts.size(); i++) {
            out.put(i == 0 ? "\n      " : ",\n      ");
            JsonText.string(texts.get(i), out);
        }
        return answer(out.put(texts.isEmpty() ? "]\n}\n" : "\n   ]\n}\n"));
    }

    private static Answer answer(Output body) {
        return new Answer(200, IpushRefusals.JSON, body);
    }
}
