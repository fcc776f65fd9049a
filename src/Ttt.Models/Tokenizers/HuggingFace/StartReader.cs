namespace Ttt.Models;

/// <summary>Reads which tokens the post-processor of a tokenizer.json puts before a text.</summary>
static class StartReader
{
    public static IReadOnlyList<int> Read(JsonPart postProcessor)
    {
        var start = new List<int>();
        foreach (var template in postProcessor.Sequence("processors").Where(part => part.Type == "TemplateProcessing"))
            foreach (var item in template.Member("single").Items().TakeWhile(item => item.Member("Sequence").IsNull))
            {
                var name = item.Member("SpecialToken").Member("id").Text();
                start.AddRange(template.Member("special_tokens").Member(name).Member("ids").Items().Select(id => id.Integer()));
            }
        return start;
    }
}
