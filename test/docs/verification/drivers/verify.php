<?php

// Arguments: the folder with one file for each dialect, the file with the cases.
$answers = [];
foreach (json_decode(file_get_contents($argv[2]), true) as $case) {
    $dialect = str_replace('-', '_', $case['dialect']);
    require_once "$argv[1]/$dialect.php";
    $verify = "$dialect\\verify";
    $headers = array_change_key_case($case['headers']);
    $url = (new ReflectionFunction($verify))->getNumberOfParameters() > 3 ? [$case['url']] : [];
    $answers[] = $verify($case['body'], $headers, $case['secret'], ...$url);
}
echo json_encode($answers);
