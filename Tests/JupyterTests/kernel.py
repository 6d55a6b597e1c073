"""What Jupyter's own tests try on the kernel. No test is skipped for lack of a sample."""

import unittest
import jupyter_kernel_test

class AdvnbKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "advnb"
    language_name = "advnb"
    file_extension = ".adv"
    code_hello_world = 'print("hello, world")'
    code_stderr = ":time 1 + 1"
    completion_samples = [
        {"text": "sigmo", "matches": {"sigmoid"}},
        {"text": "x = nosuchna", "matches": set()},
    ]
    complete_code_samples = ["1 + 1", "fn f(x) { x }", 'print("a")']
    incomplete_code_samples = ["fn f(x) {", "x = (1,", '"""a']
    invalid_code_samples = ["x = )", "1 +* 2"]
    code_page_something = "sigmoid?"
    code_generate_error = "nobody"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "[1, 2, 3]", "result": "f32[3] [1, 2, 3]"},
    ]
    code_display_data = [
        {"code": "show(plot([1, 2, 3]))", "mime": "image/svg+xml"},
        {"code": "show(image([[0, 1], [1, 0]]))", "mime": "image/png"},
        {"code": "show(table({a: (1, 2)}))", "mime": "text/markdown"},
    ]
    code_history_pattern = "6 ? 7*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "sigmoid"
    code_clear_output = ":clear"

if __name__ == "__main__":
    unittest.main()
