/**
 * Renders Hugging Face chat templates: a Jinja interpreter without reflection, with the semantics
 * of Jinja2 3.1's {@code ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)} with
 * loop controls, as transformers' {@code render_jinja_template} sets it up.
 *
 * <p>The path of a template: {@code Lexer} (whitespace control, tokens) → {@code StatementParser}
 * and {@code ExpressionParser} → an immutable tree of {@code Statement} and {@code Expression}
 * records that evaluate themselves in an {@code Evaluation} (scopes, output, {@code Budget}).
 * Python's behaviour of values is in {@code PythonText}, {@code PythonNumbers}, {@code Operators},
 * {@code Iteration} and {@code Access}; filters, tests and methods are tables of functions.
 *
 * <p>Values are {@code null} (None), Boolean, Long, BigInteger, Double, String, List, Map and the
 * small types of this package; nothing else can reach a template, so there are no classes or
 * attributes of the host to be found. Content is data: it is never parsed.
 *
 * <p>Not supported, and refused when a template is compiled: include, import, extends, block,
 * autoescape, translations, and the filters filesizeformat, pprint, random, striptags, urlize,
 * wordwrap and xmlattr. Dictionary keys are scalars; there are no complex numbers.
 *
 * <p>Public: {@link millrace.engine.text.template.ChatTemplate}, {@link
 * millrace.engine.text.template.TemplateLimits}, {@link
 * millrace.engine.text.template.GenerationPrompt}, {@link
 * millrace.engine.text.template.RaisedByTemplateException}.
 */
package millrace.engine.text.template;
