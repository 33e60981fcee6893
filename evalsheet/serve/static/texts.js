// The words of the page. Those that are fixed stand in index.html in Chinese; here are all in both languages.

const WORDS = {
  zh: {
    skip: "跳到正文", title: "项目支出绩效自评表核对", token: "口令", enter: "进入",
    tokenWhy: "本服务需要口令，请向开设它的人索取。",
    dropTitle: "把自评表拖到这里", dropKinds: "Excel、WPS、Word 文件都可以；也可以是整个文件夹或 zip 压缩包。",
    chooseFiles: "选择文件", chooseFolder: "选择文件夹",
    privacy: "文件只用于这一次核对：服务器不保存，答复后即删除；关闭或刷新本页，这里的结果也随之清除。",
    results: "核对结果", show: "显示", all: "全部", withErrors: "有错误的", withWarnings: "有警告的",
    fine: "没有错误和警告的", unread: "读不了、没有自评表的", search: "查找", searchHint: "单位、项目或文件名",
    download: "全部下载：", report: "校验结果", overview: "汇总表", letters: "退回意见（按单位）",
    lettersDepartment: "退回意见（按部门）", form: "项目名称与文件", unit: "实施单位", score: "总分", grade: "等级",
    errors: "错误", warnings: "警告", hints: "提示", state: "情况", nothing: "没有符合条件的。", clear: "清除，重新开始",
    detail: "自评表", back: "← 返回列表", downloadOne: "下载：", fill: "填好的表", correct: "填好并更正、标色",
    document: "自评报告", page: "本页（可发邮件）", print: "打印", previous: "上一份", next: "下一份",
    footer: "evalsheet · 规则按财政绩效管理的公开文件和表样整理，结果供参考，以主管部门意见为准。", interface: "程序接口",
    waiting: "等待", checking: "核对中", failed: "没有核对成", again: "重试",
    toCorrect: "需修改", toExplain: "请核对", good: "通过", unreadable: "无法读取", noForm: "没有自评表",
    noProject: "（未填项目名称）",
    progress: (done, all) => `已核对 ${done} / ${all} 个文件`,
    summary: (files, faulty, fine, unread) =>
      `${files} 个文件：有错误 ${faulty} 个，没有错误 ${fine} 个，读不了或没有自评表 ${unread} 个`,
    skipped: (count) => `另有 ${count} 个其他种类的文件没有读取`,
    unpacking: (name) => `正在解开 ${name}`, badZip: (name) => `${name}：压缩包打不开，请解压后再选文件`,
    bigZip: (name) => `${name}：压缩包解开后太大，请分几次`, making: "正在生成……", made: (name) => `已下载 ${name}`,
    open: (name) => `打开 ${name}`, wrongToken: "口令不对，请重新输入。", offline: "连不上服务器，请确认它还开着。",
    none: "没有可核对的文件。",
    tooMuch: ({ files, bytes }) => `一次最多 ${files} 个文件、共 ${bytes >> 20} MB，请分几次`,
  },
  en: {
    skip: "Skip to content", title: "Project expenditure self-evaluation: check", token: "Token", enter: "Enter",
    tokenWhy: "This service asks for a token; the people who run it have it.",
    dropTitle: "Drop self-evaluation forms here",
    dropKinds: "Excel, WPS and Word files; also a whole folder or a zip archive.",
    chooseFiles: "Choose files", chooseFolder: "Choose a folder",
    privacy: "Files serve this one check: the server keeps none and drops each with its answer; close or reload this page and the results here are gone, too.",
    results: "Results", show: "Show", all: "all", withErrors: "with errors", withWarnings: "with warnings",
    fine: "without errors or warnings", unread: "unreadable or without a form", search: "Find",
    searchHint: "unit, project or file", download: "Download for all:", report: "Findings (xlsx)",
    overview: "Overview (xlsx)", letters: "Return letters by unit", lettersDepartment: "Return letters by department",
    form: "Project and file", unit: "Unit", score: "Score", grade: "Grade", errors: "Errors", warnings: "Warnings",
    hints: "Hints", state: "State", nothing: "Nothing matches.", clear: "Clear and start again",
    detail: "Form", back: "← Back to the list", downloadOne: "Download:", fill: "Filled form",
    correct: "Filled, corrected, marked", document: "Report (docx)", page: "This view (for mail)", print: "Print",
    previous: "Previous", next: "Next",
    footer: "evalsheet · The rules follow published documents and forms; the authority in charge has the last word.",
    interface: "Interface for programs",
    waiting: "waiting", checking: "checking", failed: "not checked", again: "Try again",
    toCorrect: "to be corrected", toExplain: "please check", good: "fine", unreadable: "unreadable", noForm: "no form",
    noProject: "(no project name)",
    progress: (done, all) => `${done} of ${all} files checked`,
    summary: (files, faulty, fine, unread) =>
      `${files} files: ${faulty} with errors, ${fine} without, ${unread} unreadable or without a form`,
    skipped: (count) => `${count} files of other kinds were passed over`,
    unpacking: (name) => `Unpacking ${name}`, badZip: (name) => `${name}: the archive cannot be opened; unpack it first`,
    bigZip: (name) => `${name}: too large when unpacked; send it in parts`, making: "Being made…",
    made: (name) => `Downloaded ${name}`, open: (name) => `Open ${name}`, wrongToken: "The token is wrong; try again.",
    offline: "The server cannot be reached; check that it is still running.", none: "There is no file to check.",
    tooMuch: ({ files, bytes }) => `At most ${files} files and ${bytes >> 20} MB at one time; send them in parts`,
  },
};

export let lang = "zh";

/** The word of that key, filled with the values where it has any. */
export function t(key, ...values) {
  const word = WORDS[lang][key];
  return typeof word === "function" ? word(...values) : word;
}

/** Puts the page into a language. */
export function speak(language) {
  lang = language;
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  document.title = t("title");
  for (const one of document.querySelectorAll("[data-t]")) one.textContent = t(one.dataset.t);
  for (const one of document.querySelectorAll("[data-p]")) one.placeholder = t(one.dataset.p);
  for (const one of document.querySelectorAll("[data-l]")) one.setAttribute("aria-label", t(one.dataset.l));
  const button = document.getElementById("language");
  button.textContent = lang === "zh" ? "English" : "中文";
  button.lang = lang === "zh" ? "en" : "zh-CN";
}
